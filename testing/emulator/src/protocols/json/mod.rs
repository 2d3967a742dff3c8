//! `json.webpubsub.azure.v1` and its reliable variant: JSON in text frames.

mod data;
mod read;
mod write;

pub(super) use read::read;
pub(super) use write::{
    MESSAGE, ack, connected, disconnected, invoke_response, message, numbered, pong, stream_closed,
};

pub(super) const NAME: &str = "json.webpubsub.azure.v1";
pub(super) const RELIABLE_NAME: &str = "json.reliable.webpubsub.azure.v1";
