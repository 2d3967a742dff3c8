//! Event handlers: events of clients are delivered to them as HTTP requests, and their responses come back.

mod client;
mod connect;
mod cookies;
mod delivery;
mod event;
mod failure;
mod handler;
mod hubs;
mod origin;
mod pattern;
mod request;
mod response;
mod settings;
mod signature;
mod template;
#[cfg(test)]
mod tests;
mod time;
mod validation;
mod worker;

pub use handler::{EventHandler, SystemEvent};

pub(crate) use connect::{Accepted, ConnectRequest, Refused};
pub(crate) use event::Client;
pub(crate) use hubs::Upstream;
pub(crate) use settings::UpstreamSettings;
pub(crate) use worker::{Events, MAX_WAITING, Receipt, Unhandled};
