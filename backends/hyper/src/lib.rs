//! Azure Web PubSub for Rust on tokio, hyper and rustls.
//!
//! [`WebPubSubServiceClient`] publishes to the clients of a hub, to groups, users and connections, and makes the tokens
//! with which clients connect.
//!
//! | task | |
//! | --- | --- |
//! | send | [to all](#send-to-all), [to a group except me](#send-to-a-group-but-not-to-me), [a file or a stream](ReadMessage); [all methods](GenericClient) |
//! | connect clients | [negotiate](#negotiate-give-a-browser-its-url) |
//! | receive | [what clients do, in any web framework](events) |
//! | operate | [errors](#handle-errors), [retry](#retry), [logging](#log-requests-and-responses) |
//! | test | [a mock, and an emulator of the service](#test) |
//! | set up | [runtime](#runtime), [proxies and TLS](#networks-proxies-and-tls), [features](#features) |
//!
//! This crate adds the transport, [`HyperTransport`]; everything else is `webpubsub-core`, re-exported. **Calls need a
//! tokio runtime** with I/O and time enabled, as `#[tokio::main]` makes it. Outside a runtime a call returns an error; on
//! a runtime without I/O or time, tokio panics. See [runtime](#runtime). Programs without async use `webpubsub-blocking`.
//!
//! # Send to all
//!
//! ```no_run
//! use webpubsub_hyper::{Message, WebPubSubServiceClient};
//!
//! #[tokio::main]
//! async fn main() -> Result<(), webpubsub_hyper::Error> {
//!     let connection_string = "Endpoint=https://…;AccessKey=…;Version=1.0;"; // from the Azure portal
//!     let client = WebPubSubServiceClient::from_connection_string(connection_string, "chat")?;
//!     client.send_to_all(Message::text("hello, everybody")).await?;
//!     client.send_to_all(Message::json(&[1, 2, 3])?).await
//! }
//! ```
//!
//! A client is cheap to clone. Make one, and clone it where you need it: clones share connections.
//!
//! # Send to a group, but not to me
//!
//! Parameters beyond the names belong to the operation. A filter quotes the text it is given.
//!
//! ```no_run
//! use webpubsub_hyper::operations::SendToGroup;
//! use webpubsub_hyper::{Error, Filter, Message, WebPubSubServiceClient};
//!
//! async fn say(client: &WebPubSubServiceClient, me: &str, text: &str) -> Result<(), Error> {
//!     let send = SendToGroup::new("lobby", Message::text(text)).filter(Filter::user_id().ne(me));
//!     client.call(&send).await
//! }
//! ```
//!
//! `excluded([connection_id])` leaves out single connections instead.
//!
//! # Negotiate: give a browser its URL
//!
//! A browser connects with a token that your server signs. The URL is the browser's credential: give it only to the
//! user whom you have authenticated. With axum:
//!
//! ```no_run
//! use axum::{Router, extract::State, http::HeaderMap, http::StatusCode, routing::get};
//! use webpubsub_hyper::{ClientAccess, Role, WebPubSubServiceClient};
//!
//! async fn negotiate(State(client): State<WebPubSubServiceClient>, headers: HeaderMap) -> Result<String, StatusCode> {
//!     let user = signed_in_user(&headers).ok_or(StatusCode::UNAUTHORIZED)?;
//!     let access = ClientAccess::new().user_id(user).group("lobby").role(Role::send_to_group("lobby")).minutes(5);
//!     let token = client.client_access_token(&access).await.map_err(|_| StatusCode::BAD_GATEWAY)?;
//!     Ok(token.into_url())
//! }
//!
//! fn app(client: WebPubSubServiceClient) -> Router {
//!     Router::new().route("/negotiate", get(negotiate)).with_state(client)
//! }
//! # // Your own session or login.
//! # fn signed_in_user(headers: &HeaderMap) -> Option<String> { None }
//! ```
//!
//! In the browser: `new WebSocket(await (await fetch("/negotiate")).text())`. To join groups and publish by itself, it
//! also names the subprotocol: `new WebSocket(url, "json.webpubsub.azure.v1")`.
//!
//! # Handle errors
//!
//! An [`Error`] says what failed, where, and whether the call may have taken effect all the same. Its text is made for
//! logs: it contains the host and the request id, and no key, token or message.
//!
//! | predicate | meaning | what to do |
//! | --- | --- | --- |
//! | [`is_auth`](Error::is_auth) | 401 or 403, or Entra ID rejected the application | check key, role and clock; a retry does not help |
//! | [`is_not_found`](Error::is_not_found) | 404: no such connection, user or group | nothing, if it may be gone; else check hub and endpoint |
//! | [`is_throttled`](Error::is_throttled) | 429 after all retries | send less; wait for [`retry_after`](Error::retry_after) |
//! | [`is_timeout`](Error::is_timeout) | no response within the timeout | decide by `may_have_taken_effect` |
//! | [`may_have_taken_effect`](Error::may_have_taken_effect) | a message may have been accepted | send again if twice is better than never |
//! | none of these | not accepted: an invalid value, another status such as 400, or no connection | read the text; call again later |
//!
//! ```no_run
//! use webpubsub_hyper::{Message, WebPubSubServiceClient};
//!
//! async fn notify(client: &WebPubSubServiceClient) {
//!     match client.send_to_user("ann", Message::text("hi")).await {
//!         Ok(()) => {}
//!         Err(error) if error.is_auth() => eprintln!("check key, role and clock: {error}"),
//!         Err(error) if error.is_throttled() => eprintln!("send less, for {:?}: {error}", error.retry_after()),
//!         Err(error) if error.may_have_taken_effect() => eprintln!("possibly delivered: {error}"),
//!         Err(error) => eprintln!("not delivered: {error}"),
//!     }
//! }
//! ```
//!
//! Success of a send means that the service has accepted the message. Users who are not connected do not receive it.
//!
//! # Retry
//!
//! Retry policies are named after what they guarantee:
//!
//! | policy | guarantee |
//! | --- | --- |
//! | [`at_most_once`](RetryPolicy::at_most_once) | the default: a message is not delivered twice, but can be lost to a broken connection |
//! | [`at_least_once`](RetryPolicy::at_least_once) | a message is not lost to a broken connection, but can be delivered twice |
//! | [`never`](RetryPolicy::never) | one attempt |
//!
//! Idempotent operations, such as adding a user to a group, are retried under both of the first two. [`RetryPolicy`] has
//! the table.
//!
//! ```no_run
//! use std::time::Duration;
//! use webpubsub_hyper::{CallOptions, Error, Message, RetryPolicy, WebPubSubServiceClient};
//!
//! async fn publish(client: &WebPubSubServiceClient) -> Result<(), Error> {
//!     let retry = RetryPolicy::at_least_once().max_attempts(6);
//!     let options = CallOptions::new().retry(retry).timeout(Duration::from_secs(20));
//!     client.with_options(options).send_to_all(Message::text("hi")).await
//! }
//! ```
//!
//! # Log requests and responses
//!
//! Logging is off by default. Enable it for a client or for single calls, and install a `tracing` subscriber that
//! accepts level DEBUG. Keys and tokens are never logged; message bodies only with `logging_bodies`.
//!
//! ```no_run
//! use webpubsub_hyper::{CallOptions, Error, Message, WebPubSubServiceClient};
//!
//! async fn publish(client: &WebPubSubServiceClient) -> Result<(), Error> {
//!     tracing_subscriber::fmt().with_max_level(tracing_subscriber::filter::LevelFilter::DEBUG).init();
//!     let client = client.with_options(CallOptions::new().logging(true));
//!     client.send_to_all(Message::text("hi")).await
//! }
//! ```
//!
//! # Test
//!
//! **With a mock**, `webpubsub-mock`: no network, no waiting. Your code names one type, [`SharedClient`]; production code
//! makes it with `client.into_shared()`.
//!
//! ```
//! use webpubsub_hyper::{Error, Message, SharedClient};
//!
//! async fn welcome(client: &SharedClient, user: &str) -> Result<(), Error> {
//!     client.send_to_user(user, Message::text("welcome")).await
//! }
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), Error> {
//! let mock = webpubsub_mock::MockTransport::new();
//! welcome(&mock.shared_client("chat"), "ann").await?;
//! assert_eq!(mock.messages(), [Message::text("welcome")]);
//! # Ok(())
//! # }
//! ```
//!
//! **With an emulator**, `webpubsub-emulator`: the service in the test's own process, with real connections.
//!
//! ```
//! use webpubsub_emulator::Emulator;
//! use webpubsub_hyper::WebPubSubServiceClient;
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let emulator = Emulator::start().await?; // a free port on 127.0.0.1
//! let client = WebPubSubServiceClient::from_connection_string(emulator.connection_string(), "chat")?;
//! assert!(!client.user_exists("ann").await?);
//! # emulator.stop().await;
//! # Ok(())
//! # }
//! ```
//!
//! # Runtime
//!
//! A call runs on the tokio runtime that polls it, single- or multi-threaded. `#[tokio::main]` and `#[tokio::test]`
//! enable all that is needed; with `tokio::runtime::Builder`, call `enable_all`.
//!
//! | where a call is polled | result |
//! | --- | --- |
//! | on a tokio runtime with I/O and time | works |
//! | outside a tokio runtime | an error, nothing is sent: `no tokio runtime: call from within one, for example under #[tokio::main]` |
//! | on a tokio runtime without time | tokio panics |
//! | on one without I/O | tokio panics in the task that connects; the call returns an error, nothing is sent |
//! | on one that shuts down | an error if the call needs a new connection, nothing is sent |
//!
//! A client can be made anywhere, also before the runtime, and used from several runtimes: each has connections of its
//! own, because a connection works only as long as its runtime is polled. In your `Cargo.toml`, tokio needs the features
//! `macros` and `rt-multi-thread` for `#[tokio::main]`; this crate enables the others.
//!
//! # Networks: proxies and TLS
//!
//! | | default |
//! | --- | --- |
//! | protocol | HTTP/2 where an `https` endpoint offers it, else HTTP/1.1 |
//! | connections | HTTP/2: one for all calls, checked by pings; HTTP/1.1: up to 256 for each host, then calls wait; unused ones are kept for 60 s |
//! | proxies | from the environment: `HTTPS_PROXY`, `HTTP_PROXY`, `ALL_PROXY`, `NO_PROXY`, see [`HyperTransportBuilder::proxy`] |
//! | trust | the roots of the [features](#features); add more with [`HyperTransportBuilder::root_certificate`] |
//! | client certificate | none; set one with [`HyperTransportBuilder::client_certificate`] |
//! | limits | 10 s to connect, 4 MiB for a response |
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
//! A failure counts as [`NotSent`](TransportErrorKind::NotSent), which every policy except `never` retries, only if the
//! service cannot have processed the request:
//!
//! - the connection or the proxy's tunnel was not established, or not before the timeout;
//! - a used HTTP/1.1 connection was found closed before the first byte (the transport then sends the request on another
//!   connection at once);
//! - an HTTP/2 server refused the stream, or shut down and declared it unprocessed.
//!
//! Whatever is less certain is [`Interrupted`](TransportErrorKind::Interrupted) or
//! [`Timeout`](TransportErrorKind::Timeout). A connection on which a timeout passed takes no new requests; its other
//! calls continue.
//!
//! # Features
//!
//! | feature | default | adds |
//! | --- | --- | --- |
//! | `native-roots` | yes | trusts the certificates that the operating system trusts |
//! | `tracing` | yes | DEBUG events for calls that enable them with [`CallOptions::logging`] |
//! | `webpki-roots` | no | trusts Mozilla's certificates, compiled in, where the system has none |

#![cfg_attr(docsrs, feature(doc_cfg))]

#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;

mod builder;
mod connector;
mod error;
mod exchange;
mod hyper_transport;
mod pool;
mod proxy_connector;
mod proxy_stream;
mod replay;
mod request_boundary;
mod stale_check;
mod tunnel;

pub use builder::HyperTransportBuilder;
pub use hyper_transport::HyperTransport;
pub use webpubsub_core::WebPubSubServiceClient as GenericClient;
pub use webpubsub_core::*;
pub use webpubsub_proxy::{NoProxy, Proxy};
pub use webpubsub_read_message::ReadMessage;

/// The client of this backend; its methods are those of [`GenericClient`].
pub type WebPubSubServiceClient = webpubsub_core::WebPubSubServiceClient<HyperTransport>;
