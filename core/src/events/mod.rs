//! Events that the service delivers to your server when clients connect, send messages and disconnect.
//!
//! The service makes an HTTP request for each event, to the URL of an event handler that you set for a hub. [`Upstream`] reads
//! these requests in any web framework: it verifies them, and returns an [`Event`] whose methods make the response. It does no
//! I/O, and there is no middleware to install.
//!
//! ```
//! # #[cfg(feature = "http")] mod example {
//! use bytes::Bytes;
//! use webpubsub_core::events::{Event, Upstream, UpstreamResponse};
//! use webpubsub_core::{AccessKey, BuildError, Message};
//!
//! fn upstream(key: AccessKey, older_key: AccessKey) -> Result<Upstream, BuildError> {
//!     Upstream::new("chat").allow_origins("contoso.webpubsub.azure.com").keys([key, older_key])
//! }
//!
//! // The handler of your framework for the event handler's URL, with the whole body.
//! fn receive(upstream: &Upstream, request: &http::Request<Bytes>) -> http::Response<Bytes> {
//!     match upstream.read(request) {
//!         Ok(Event::Connect(connect)) => match connect.query("room") {
//!             Some(room) => connect.accept().group(room).into(),
//!             None => connect.refuse(403, "room is missing").into(),
//!         },
//!         Ok(Event::User(event)) if event.name() == "echo" => match event.message() {
//!             Ok(message) => event.respond(message).into(),
//!             Err(_) => event.refuse(400, "neither text nor JSON").into(),
//!         },
//!         Ok(other) => other.accept().into(), // also the handshake
//!         Err(error) => UpstreamResponse::from(error).into(),
//!     }
//! }
//! # }
//! ```
//!
//! # What is verified
//!
//! The service signs each event with the access keys of the resource. **The signature covers the connection id, and nothing
//! else**: not the body, the user, the state, the time or the type of the event. Therefore:
//!
//! - Serve the URL over TLS only. Whoever reads one request of a connection can forge every event of that connection, as
//!   long as the key is valid, also after the connection is closed.
//! - A connection id is not a secret: someone who knows one still cannot sign it without a key.
//! - The service can deliver an event twice, and somebody who recorded it can send it again. To handle each event once,
//!   remember [`EventContext::delivery_id`].
//! - You can require a second proof: the bearer token of event handlers with managed identity
//!   ([`UpstreamBuilder::validate_token`]), or a secret in the URL ([`UpstreamBuilder::code`]).
//!
//! # Responses
//!
//! | event | the service waits | the response can |
//! | --- | --- | --- |
//! | [`Connect`] | yes | refuse with status and text; set user, groups, roles, subprotocol, state |
//! | [`UserEvent`] | yes | send a message to the client; set the state |
//! | [`Connected`], [`Disconnected`], [`GroupJoined`], [`GroupLeft`] | no | say that the event has arrived |
//!
//! A handler that fails responds with [`UpstreamResponse::internal_error`], without a body. The service then retries a few
//! times, with the same event id.
//!
//! Protocol: <https://learn.microsoft.com/azure/azure-web-pubsub/reference-cloud-events>

mod accept_connect;
mod connect;
mod context;
#[cfg(feature = "http")]
mod convert;
mod error;
mod event;
mod event_error;
mod group;
mod handshake;
mod headers;
mod lifecycle;
mod mqtt;
mod mqtt_refusal;
mod origin;
mod respond;
mod response;
mod response_builder;
mod signature;
mod state;
mod unknown;
mod upstream;
mod upstream_builder;
mod user_event;
mod values;

pub use accept_connect::AcceptConnect;
pub use connect::{ClientCertificate, Connect};
pub use context::EventContext;
pub use error::{UpstreamError, UpstreamErrorKind};
pub use event::Event;
pub use event_error::EventError;
pub use group::{GroupJoined, GroupLeft};
pub use handshake::Handshake;
pub use lifecycle::{Connected, Disconnected};
pub use mqtt::{MqttConnect, MqttDisconnect, MqttUserProperty, MqttVersion};
pub use mqtt_refusal::{MqttRefusal, MqttV5ReasonCode, MqttV311ReturnCode};
pub use respond::Respond;
pub use response::UpstreamResponse;
pub use signature::signature;
pub use state::ConnectionState;
pub use unknown::UnknownEvent;
pub use upstream::Upstream;
pub use upstream_builder::UpstreamBuilder;
pub use user_event::{DataType, UserEvent};
pub use values::Values;
