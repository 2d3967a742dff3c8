//! What the tests share.

mod proxy;
mod server;
mod service;
mod tool;

pub(crate) use proxy::Proxy;
pub(crate) use server::{ByHand, Server};
pub(crate) use service::Service;
pub(crate) use tool::{Ran, Running, bare, feed, in_time, run, unread};
