//! What the tests share.

mod delaying;
mod fake;
mod folder;
mod proxy;
mod pty;
mod server;
mod service;
mod tls;
mod tool;

pub(crate) use delaying::Delaying;
pub(crate) use fake::{Fake, without_websocket};
pub(crate) use folder::Folder;
pub(crate) use proxy::Proxy;
pub(crate) use pty::{Pty, signal};
pub(crate) use server::{ByHand, Server};
pub(crate) use service::Service;
pub(crate) use tls::Tls;
pub(crate) use tool::{Ran, Running, bare, feed, in_time, run, unread};
