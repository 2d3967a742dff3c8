//! `json.webpubsub.azure.v1`: JSON in text frames.

mod data;
mod read;
mod write;

pub(super) use read::read;
pub(super) use write::{ack, connected, disconnected, message, pong};

pub(super) const NAME: &str = "json.webpubsub.azure.v1";
