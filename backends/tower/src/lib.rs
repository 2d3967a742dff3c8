//! Azure Web PubSub for Rust over any tower service: your HTTP client, with its proxy, certificates, layers and middleware.
//!
//! A service that takes [`http::Request`] and returns [`http::Response`] becomes a transport with [`TowerTransport::new`].
//! A service has no timer, so it comes with one: a function such as `tokio::time::sleep`. Everything else is
//! `webpubsub-core`, re-exported. If you have no client of your own to keep, use `webpubsub-hyper`.
//!
//! # A `reqwest::Client` that you already have
//!
//! ```
//! use webpubsub_tower::{Message, TowerTransport, WebPubSubServiceClient};
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! # let emulator = webpubsub_emulator::Emulator::start().await?;
//! # let connection_string = emulator.connection_string();
//! let http = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).build()?;
//!
//! let service = tower::service_fn(move |request: http::Request<bytes::Bytes>| {
//!     let http = http.clone();
//!     async move { http.execute(request.try_into()?).await.map(http::Response::from) }
//! });
//! let transport = TowerTransport::new(service, tokio::time::sleep);
//!
//! let client = WebPubSubServiceClient::from_connection_string_with(transport, connection_string, "chat")?;
//! client.send_to_all(Message::text("hi")).await?;
//! # Ok(())
//! # }
//! ```
//!
//! The same lines take a client of `reqwest-middleware`. What either must and must not do:
//!
//! | setting | |
//! | --- | --- |
//! | `redirect(Policy::none())` | **must be set.** By default reqwest follows redirects: a message would go to a host that you did not name, or a POST become a GET |
//! | a retry policy or middleware that retries | **must not be there.** It sends a message twice that may have been accepted, and "at most once" no longer holds. The client retries by itself, see [`RetryPolicy`] |
//! | `timeout` | need not be set: the client ends each attempt. A timeout of reqwest's own is `Interrupted` here, see [errors](#errors) |
//! | `connect_timeout` | should be set: a connection that is not established in time is then known to be `NotSent`, and retried |
//!
//! reqwest writes `'` in a query as `%27`, which the service reads alike.
//!
//! # A stack of layers
//!
//! ```
//! use bytes::Bytes;
//! use http_body_util::Full;
//! use hyper_util::{client::legacy::Client, rt::TokioExecutor};
//! use std::time::Duration;
//! use tower_http::trace::TraceLayer;
//! use webpubsub_tower::{Message, TowerTransport, WebPubSubServiceClient};
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! # let emulator = webpubsub_emulator::Emulator::start().await?;
//! # let connection_string = emulator.connection_string();
//! let service = tower::ServiceBuilder::new()
//!     .layer(TraceLayer::new_for_http())
//!     .concurrency_limit(32)
//!     .timeout(Duration::from_secs(10))
//!     .service(Client::builder(TokioExecutor::new()).build_http::<Full<Bytes>>());
//! let transport = TowerTransport::new(service, tokio::time::sleep);
//!
//! let client = WebPubSubServiceClient::from_connection_string_with(transport, connection_string, "chat")?;
//! client.send_to_all(Message::text("hi")).await?;
//! # Ok(())
//! # }
//! ```
//!
//! For `https`, give hyper-util's client a connector with TLS, such as hyper-rustls'. Each attempt is one call of the
//! service, so a limit counts attempts. A call waits for the service to be ready, in its own clone, and then uses that
//! clone; if the attempt's timeout passes before, the request was not sent. Authorization headers are marked sensitive, and
//! a trace does not show them.
//!
//! The types of a stack are long. `client.into_shared()` gives a [`SharedClient`], which is one type for all. A boxed stack
//! is a `tower::util::BoxCloneSyncService`.
//!
//! # Errors
//!
//! How far a failed request got is read from the type of the error, or of one of its sources, the outermost first:
//!
//! | the service says | kind |
//! | --- | --- |
//! | it fails to become ready | [`NotSent`](TransportErrorKind::NotSent): it was not given the request |
//! | [`hyper_util::client::legacy::Error`] with `is_connect`, so reqwest's connect errors, too | `NotSent` |
//! | [`tower::load_shed::error::Overloaded`] | `NotSent` |
//! | [`tower::timeout::error::Elapsed`] | [`Timeout`](TransportErrorKind::Timeout) |
//! | a [`TransportError`] | its kind |
//! | anything else, also HTTP/2 `REFUSED_STREAM` | [`Interrupted`](TransportErrorKind::Interrupted): the request may have taken effect |
//!
//! The service's own error is the [source](std::error::Error::source), for logs and for `downcast_ref`. With
//! [`TowerTransport::classify`] you add what you know of your stack's errors:
//!
//! ```
//! use webpubsub_tower::TransportErrorKind::{self, NotSent, Timeout};
//!
//! /// reqwest says of a connection that was not established in time that it is both.
//! fn classify(error: &(dyn std::error::Error + 'static)) -> Option<TransportErrorKind> {
//!     match error.downcast_ref::<reqwest::Error>()? {
//!         error if error.is_connect() => Some(NotSent),
//!         error if error.is_timeout() => Some(Timeout),
//!         _ => None,
//!     }
//! }
//! # let service = tower::service_fn(|_: http::Request<bytes::Bytes>| async {
//! #     Ok::<_, reqwest::Error>(http::Response::new(reqwest::Body::default()))
//! # });
//! # let transport = webpubsub_tower::TowerTransport::new(service, tokio::time::sleep);
//! let transport = transport.classify(classify);
//! # let _ = transport;
//! ```
//!
//! A layer that turns a failure into a response, such as tower-http's timeout layer, which returns 408,
//! makes it look like the service's own. tower's timeout layer returns an error instead.
//!
//! # Features
//!
//! | feature | default | adds |
//! | --- | --- | --- |
//! | `hyper-util` | yes | reads the errors of hyper-util's client, and so of reqwest's |
//! | `tower` | yes | reads the errors of tower's timeout and load-shed layers |
//! | `tracing` | no | DEBUG events for calls that enable them with [`CallOptions::logging`] |

#![cfg_attr(docsrs, feature(doc_cfg))]

mod error;
mod exchange;
mod local;
mod tower_transport;

pub use local::LocalTowerTransport;
pub use tower_transport::TowerTransport;
pub use webpubsub_core::WebPubSubServiceClient as GenericClient;
pub use webpubsub_core::*;
