//! What the tests stand on.

mod service;
mod tool;

pub(crate) use service::Service;
pub(crate) use tool::{Ran, Running, bare, feed, in_time, run};
