#![doc = include_str!("../README.md")]
#![cfg_attr(docsrs, feature(doc_cfg))]

mod error;
mod exchange;
mod local;
mod tower_transport;

pub use local::LocalTowerTransport;
pub use tower_transport::TowerTransport;
pub use webpubsub_core::WebPubSubServiceClient as GenericClient;
pub use webpubsub_core::*;
pub use webpubsub_read_message::ReadMessage;
