//! `protobuf.webpubsub.azure.v1` and its reliable variant: protocol buffers in binary frames.

mod data;
mod downstream;
mod read;
mod upstream;
mod write;

pub(super) use read::read;
pub(super) use write::{ack, connected, disconnected, invoke_response, message, numbered, pong, start, stream_closed};

pub(super) const NAME: &str = "protobuf.webpubsub.azure.v1";
pub(super) const RELIABLE_NAME: &str = "protobuf.reliable.webpubsub.azure.v1";
