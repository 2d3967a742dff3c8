//! Azure Web PubSub for Rust: the core, which has no I/O, no clock, no randomness and no runtime.
//!
//! Most users need a backend instead, such as `webpubsub-hyper` for tokio; a backend re-exports this crate. This crate
//! is for those who bring their own HTTP client, on a custom runtime or on bare metal.
//!
//! A call has six steps. All but sending are in this crate, and pure:
//!
//! 1. declare: an operation is a plain value, see [`operations`];
//! 2. request: [`Operation::request`](operations::Operation::request) validates names and builds the request;
//! 3. authorize: [`UnsignedRequest::sign`](operations::UnsignedRequest::sign) signs the exact URL;
//! 4. send: `HttpTransport::send`, the backend's part;
//! 5. parse: [`Operation::parse`](operations::Operation::parse);
//! 6. decide: [`RetryPolicy::decide`].
//!
//! Events from the service to your server are read without I/O, too: see [`events`].
//!
//! # Features
//!
//! | feature | default | adds |
//! | --- | --- | --- |
//! | `http` | yes | conversions to the `http` crate, the transport traits, the client. Needs std, as `http` does |
//! | `error-details` | yes | more about a response in errors than status and code: message, redirect, challenge; without secrets, escaped |
//! | `tokens` | yes | clients that obtain tokens: from [`entra`] or any `TokenSource`; access keys that rotate |
//! | `tracing` | no | DEBUG events for calls that ask for them, see `CallOptions::logging` |
//!
//! Without features the crate is `no_std` with `alloc`, and has all steps but the fourth.

#![no_std]
#![cfg_attr(docsrs, feature(doc_cfg))]
#![warn(clippy::alloc_instead_of_core, clippy::std_instead_of_alloc, clippy::std_instead_of_core)]

extern crate alloc;

#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;

mod authorization;
#[cfg(feature = "error-details")]
mod challenge;
#[cfg(feature = "http")]
mod client;
mod client_access;
mod client_access_token;
mod connection_string;
#[cfg(feature = "http")]
mod credential;
mod date;
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
mod redaction;
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
pub use client_access::{ClientAccess, ClientProtocol};
pub use client_access_token::ClientAccessToken;
pub use connection_string::ConnectionString;
#[cfg(feature = "http")]
pub use credential::Credential;
#[cfg(feature = "tokens")]
pub use credential::{RotatingAccessKey, TokenSource};
pub use endpoint::Endpoint;
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
