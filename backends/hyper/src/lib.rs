//! Azure Web PubSub for Rust on tokio, hyper and rustls.
//!
//! Publish to all clients of a hub, to groups, users and connections; make the tokens by which clients connect.
//!
//! ```no_run
//! use webpubsub_hyper::{ClientAccess, Message, Role, WebPubSubServiceClient};
//!
//! # async fn run() -> Result<(), webpubsub_hyper::Error> {
//! let client = WebPubSubServiceClient::from_connection_string("Endpoint=https://…;AccessKey=…;Version=1.0;", "chat")?;
//! client.send_to_all(Message::text("hi")).await?;
//!
//! let access = ClientAccess::new().user_id("ann").role(Role::send_to_group("lobby"));
//! let url = client.client_access_token(&access).await?.url();
//! # Ok(())
//! # }
//! ```
//!
//! This crate adds the transport, [`HyperTransport`]; everything else is `webpubsub-core`, re-exported.
//!
//! # Features
//!
//! | feature | default | adds |
//! | --- | --- | --- |
//! | `native-roots` | yes | trusts the certificates that the operating system trusts |
//! | `tracing` | yes | DEBUG events for calls that ask for them by [`CallOptions::logging`] |
//! | `webpki-roots` | no | trusts Mozilla's certificates, compiled in, where the system has none |

#![cfg_attr(docsrs, feature(doc_cfg))]

mod builder;
mod connector;
mod failure;
mod outgoing;
mod stream;
mod tls;
mod transport;

pub use builder::HyperTransportBuilder;
pub use transport::HyperTransport;
pub use webpubsub_core::*;

/// The client of this backend.
pub type WebPubSubServiceClient = webpubsub_core::WebPubSubServiceClient<HyperTransport>;
