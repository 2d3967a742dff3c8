//! Azure Web PubSub for Rust in browsers, Node and edge workers, over the platform's `fetch`.
//!
//! **An access key in a web page belongs to everyone who opens the page.** In a browser, let a server of your own call
//! the service, or give the client a [`BearerToken`] that your server obtained and that lasts minutes. Edge workers and
//! Node are servers: there a connection string from the environment is in its place.
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
//! This crate adds the transport, [`FetchTransport`], which says what `fetch` cannot do; everything else is
//! `webpubsub-core`, re-exported. It is made for `wasm32-unknown-unknown` with wasm-bindgen, and needs of the platform
//! `fetch`, `AbortController`, `ReadableStream`, `setTimeout` and `crypto.getRandomValues` as globals, no window. On
//! other targets it compiles, and a call panics.
//!
//! Futures are not `Send` here: run them with `wasm_bindgen_futures::spawn_local`, or return them from an exported
//! `async fn`.
//!
//! # Features
//!
//! What runs at an edge should be small: a worker that signs with a key needs neither of the two that are there by
//! default.
//!
//! | feature | default | adds |
//! | --- | --- | --- |
//! | `answer-headers` | yes | all headers of an answer in [`Detailed::headers`]; without, those that the client reads |
//! | `tokens` | yes | clients that get tokens by themselves: from [`entra`] or any `TokenCredential` |
//! | `tracing` | no | DEBUG events for calls that ask for them by [`CallOptions::logging`] |

#![cfg_attr(docsrs, feature(doc_cfg))]

mod abort;
mod answer;
mod failure;
mod platform;
mod request;
mod sleep;
mod transport;

pub use transport::FetchTransport;
pub use webpubsub_core::*;

/// The client of this backend.
pub type WebPubSubServiceClient = webpubsub_core::WebPubSubServiceClient<FetchTransport>;
