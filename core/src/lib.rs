//! Azure Web PubSub for Rust: the core, which has no I/O, no clock, no randomness and no runtime.
//!
//! Most users want a backend, which re-exports all of this: `webpubsub-hyper` for tokio. This crate is for those who
//! bring their own HTTP, from a custom runtime to bare metal.
//!
//! One call, from value to output; all but sending is here and pure:
//!
//! 1. declare: an operation is a plain value, see [`operations`];
//! 2. request: [`Operation::request`](operations::Operation::request) validates names and builds the request;
//! 3. authorize: [`UnsignedRequest::sign`](operations::UnsignedRequest::sign) signs the exact URL;
//! 4. send: `HttpTransport::send`, the backend's part;
//! 5. parse: [`Operation::parse`](operations::Operation::parse);
//! 6. decide: [`RetryPolicy::decide`].
//!
//! The other direction, from the service to your server, is as pure: [`events`].
//!
//! # Features
//!
//! | feature | default | adds |
//! | --- | --- | --- |
//! | `http` | yes | conversions to the `http` crate, the transport traits, the client. Needs std, as `http` does |
//! | `error-details` | yes | what errors say of a response beside status and code: message, redirect, challenge; without secrets, escaped |
//! | `tokens` | yes | clients that obtain tokens: from [`entra`] or any `TokenSource`; access keys that rotate |
//! | `tracing` | no | DEBUG events for calls that ask for them, see `CallOptions::logging` |
//!
//! Without features the crate is `no_std` with `alloc`: all steps but the fourth.

#![no_std]
#![cfg_attr(docsrs, feature(doc_cfg))]
#![warn(clippy::alloc_instead_of_core, clippy::std_instead_of_alloc, clippy::std_instead_of_core)]

extern crate alloc;

mod authorization;
#[cfg(feature = "error-details")]
mod challenge;
#[cfg(feature = "http")]
mod client;
mod client_access;
mod connection_string;
#[cfg(feature = "http")]
mod credential;
mod endpoint;
pub mod entra;
mod error;
pub mod events;
mod filter;
#[cfg(feature = "error-details")]
mod foreign;
mod header;
mod json;
mod jwt;
mod message;
mod method;
mod operation;
pub mod operations;
mod permission;
mod request;
mod response_parts;
pub mod retry;
mod role;
mod secret;
mod target;
mod time;
#[cfg(feature = "http")]
pub mod transport;
mod validate;

pub use authorization::{AccessKey, Authorization, BearerToken};
#[cfg(feature = "http")]
pub use client::{CallOptions, ConnectionPages, DetailedResponse, GroupMembers, SharedClient, WebPubSubServiceClient};
pub use client_access::{ClientAccess, ClientAccessToken, ClientProtocol};
pub use connection_string::ConnectionString;
#[cfg(feature = "http")]
pub use credential::Credential;
#[cfg(feature = "tokens")]
pub use credential::{RotatingAccessKey, TokenSource};
pub use endpoint::Endpoint;
pub use entra::TokenRequest;
pub use error::{BuildError, CredentialError, ServiceError, TransportError, TransportErrorKind};
#[cfg(feature = "http")]
pub use error::{Error, ErrorKind};
pub use filter::{Filter, FilterNumber, FilterText};
pub use message::Message;
pub use method::Method;
pub use permission::Permission;
pub use response_parts::ResponseParts;
pub use retry::RetryPolicy;
pub use role::Role;
pub use secret::Secret;
pub use target::Target;
pub use time::UnixTime;
