//! `json.webpubsub.azure.v1`: JSON in text frames.

mod write;

pub(super) use write::{connected, disconnected, message};

pub(super) const NAME: &str = "json.webpubsub.azure.v1";
