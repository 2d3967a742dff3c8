//! Azure Web PubSub for Rust: the core, which has no I/O, no clock, no randomness and no runtime.
//!
//! Most users want a backend, which re-exports all of this: `webpubsub-hyper` for tokio. This crate is for those who
//! bring their own HTTP, from a custom runtime to bare metal.
//!
//! One call is six steps; all but the fourth are here and pure:
//!
//! 1. declare: an operation is a plain value, see [`operations`];
//! 2. prepare: [`Operation::prepare`] checks names, encodes the path once and signs the exact URL;
//! 3. convert: `http::Request::try_from(prepared)`;
//! 4. carry: `HttpTransport::send`, the backend's part;
//! 5. read: [`Operation::parse`];
//! 6. decide: [`RetryPlan::next`].
//!
//! # Features
//!
//! | feature | default | adds |
//! | --- | --- | --- |
//! | `http` | yes | conversions to the `http` crate, the transport traits, the client. Needs std, as `http` does |
//! | `tokens` | yes | clients that get tokens by themselves: from [`entra`] or any `TokenCredential` |
//! | `tracing` | no | DEBUG events for calls that ask for them, see `CallOptions::logging` |
//!
//! Without features the crate is `no_std` with `alloc`: steps 1, 2, 5 and 6.

#![no_std]
#![cfg_attr(docsrs, feature(doc_cfg))]
#![warn(clippy::alloc_instead_of_core, clippy::std_instead_of_alloc, clippy::std_instead_of_core)]

extern crate alloc;

mod authorization;
mod checks;
#[cfg(feature = "http")]
mod client;
mod client_access;
mod connection_string;
#[cfg(feature = "http")]
mod credential;
mod endpoint;
pub mod entra;
mod error;
mod filter;
mod header;
mod json;
mod jwt;
mod message;
mod method;
mod operation;
pub mod operations;
mod permission;
mod reply;
mod request;
mod retry;
mod role;
mod secret;
mod target;
mod time;
#[cfg(feature = "http")]
mod transport;

pub use authorization::{AccessKey, Authorization, BearerToken};
#[cfg(feature = "http")]
pub use client::{CallOptions, Detailed, WebPubSubServiceClient};
pub use client_access::{ClientAccess, ClientAccessToken, ClientProtocol};
pub use connection_string::ConnectionString;
#[cfg(feature = "http")]
pub use credential::Credential;
#[cfg(feature = "tokens")]
pub use credential::{TokenCredential, TokenRequest};
pub use endpoint::Endpoint;
pub use error::{BuildError, CredentialError, ServiceError, TransportError, TransportErrorKind};
#[cfg(feature = "http")]
pub use error::{Error, ErrorKind};
pub use filter::{Filter, FilterNumber, FilterText};
pub use message::Message;
pub use method::Method;
pub use operation::Operation;
pub use permission::Permission;
pub use reply::Reply;
pub use request::PreparedRequest;
pub use retry::{Attempted, Decision, Outcome, RetryPlan};
pub use role::Role;
pub use secret::Secret;
pub use target::Target;
pub use time::UnixTime;
#[cfg(feature = "http")]
pub use transport::{Attempt, HttpTransport, SendHttpTransport, SharedTransport};
