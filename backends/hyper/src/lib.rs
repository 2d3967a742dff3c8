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
//! # Networks
//!
//! | | unless the builder says otherwise |
//! | --- | --- |
//! | protocol | HTTP/2 where an `https` endpoint offers it, else HTTP/1.1; connections are kept for 60 s |
//! | proxies | those of the environment: `HTTPS_PROXY`, `HTTP_PROXY`, `ALL_PROXY`, `NO_PROXY`, see [`HyperTransportBuilder::proxy`] |
//! | trust | the roots of the [features](#features); more by [`HyperTransportBuilder::root_certificate`] |
//! | client certificate | none; one by [`HyperTransportBuilder::client_certificate`] |
//! | limits | 10 s to connect, 4 MiB for an answer |
//!
//! ```no_run
//! use webpubsub_hyper::{AccessKey, HyperTransport, Proxy, Target, WebPubSubServiceClient};
//!
//! # fn client(key: &str) -> Result<WebPubSubServiceClient, Box<dyn std::error::Error>> {
//! let transport = HyperTransport::builder()
//!     .proxy(Proxy::new("http://proxy.example:3128")?.basic_auth("ann", "s3cret")?)
//!     .root_certificate(std::fs::read("corporate-root.pem")?)?
//!     .build();
//! let target = Target::new("https://contoso.webpubsub.azure.com", "chat")?;
//! let client = WebPubSubServiceClient::with_transport(transport, target, AccessKey::new(key)?);
//! # Ok(client)
//! # }
//! ```
//!
//! # What is certain about a failed request
//!
//! `NotSent` is said only of what the service cannot have carried out: the connection or the proxy's tunnel was never
//! opened; a used HTTP/1.1 connection was found closed before the first byte (such a request goes out again at once, on
//! another connection); an HTTP/2 server refused the stream, or left and counted it among those that it had not looked
//! at. Whatever is less certain is `Interrupted`.
//!
//! # Features
//!
//! | feature | default | adds |
//! | --- | --- | --- |
//! | `native-roots` | yes | trusts the certificates that the operating system trusts |
//! | `tracing` | yes | DEBUG events for calls that ask for them by [`CallOptions::logging`] |
//! | `webpki-roots` | no | trusts Mozilla's certificates, compiled in, where the system has none |

#![cfg_attr(docsrs, feature(doc_cfg))]

mod again;
mod builder;
mod connector;
mod failure;
mod outgoing;
mod proxy;
mod route;
mod stream;
mod stretch;
mod tls;
mod transport;
mod ways;

pub use builder::HyperTransportBuilder;
pub use proxy::Proxy;
pub use transport::HyperTransport;
pub use webpubsub_core::*;

/// The client of this backend.
pub type WebPubSubServiceClient = webpubsub_core::WebPubSubServiceClient<HyperTransport>;
