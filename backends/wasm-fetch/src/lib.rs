//! Azure Web PubSub for Rust in browsers, Node and edge workers, over the platform's `fetch`.
//!
//! **Never put an access key into a web page: everyone who opens the page can read it.** In a browser, let your own server
//! call the service, or give the client a [`BearerToken`] that your server obtained and that expires in minutes. Edge
//! workers and Node are servers: there, take the connection string from the environment.
//!
//! ```no_run
//! use webpubsub_wasm_fetch::{Message, WebPubSubServiceClient};
//!
//! # async fn run(connection_string: &str) -> Result<(), webpubsub_wasm_fetch::Error> {
//! let client = WebPubSubServiceClient::from_connection_string(connection_string, "chat")?;
//! client.send_to_all(Message::text("hi")).await?;
//! # Ok(())
//! # }
//! ```
//!
//! This crate adds the transport, [`FetchTransport`], whose documentation lists what `fetch` cannot do; everything else is
//! `webpubsub-core`, re-exported. It is made for `wasm32-unknown-unknown` with wasm-bindgen, and needs the globals
//! `fetch`, `AbortController`, `ReadableStream`, `setTimeout` and `crypto.getRandomValues`, but no window. On other
//! targets it compiles, and a call panics.
//!
//! Futures are not `Send` here: run them with `wasm_bindgen_futures::spawn_local`, or return them from an exported
//! `async fn`.
//!
//! # Features
//!
//! Edge workers should be small: one that signs with an access key needs none of the default features.
//!
//! | feature | default | adds |
//! | --- | --- | --- |
//! | `error-details` | yes | more about a response in errors than status and code: message, redirect, challenge |
//! | `response-headers` | yes | all headers of a response in [`DetailedResponse::headers`]; without it, those that the client reads |
//! | `tokens` | yes | clients that obtain tokens themselves: from [`entra`] or any `TokenSource` |
//! | `tracing` | no | DEBUG events for calls that enable them with [`CallOptions::logging`] |

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
