#![doc = include_str!("../README.md")]
#![cfg_attr(docsrs, feature(doc_cfg))]

mod block_on;
mod blocking_transport;
mod builder;
mod client;
mod connection;
mod connector;
mod deadline;
mod error;
mod exchange;
mod hosts;
mod listing;
mod methods;
mod resolve;
mod sleep;
mod stream;
mod tunnel;
mod turns;

pub use block_on::block_on;
pub use blocking_transport::BlockingTransport;
pub use builder::BlockingTransportBuilder;
pub use client::{GenericClient, SharedClient, WebPubSubServiceClient};
pub use listing::{ConnectionPages, GroupMembers};
pub use webpubsub_core::*;
pub use webpubsub_proxy::{NoProxy, Proxy};
pub use webpubsub_read_message::ReadMessage;
