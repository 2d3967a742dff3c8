#![doc = include_str!("../README.md")]
#![cfg_attr(docsrs, feature(doc_cfg))]

mod abort;
mod error;
mod fetch_transport;
mod platform;
mod request;
mod response;
mod sleep;

pub use fetch_transport::FetchTransport;
pub use webpubsub_core::WebPubSubServiceClient as GenericClient;
pub use webpubsub_core::*;

/// The client of this backend.
pub type WebPubSubServiceClient = webpubsub_core::WebPubSubServiceClient<FetchTransport>;
