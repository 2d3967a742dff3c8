//! What a platform provides, and the types for those who implement it.
//!
//! A backend implements [`SendHttpTransport`], or [`HttpTransport`] where its futures are not `Send`. Generic code takes
//! any `T: SendHttpTransport`; [`SharedTransport`] is one type for all of them.
//!
//! # A transport around another
//!
//! Where other libraries have policies or middleware, wrap a transport in another: for a header, metrics, or a rate limit.
//! The outer one sees every attempt, token requests included (see [`Attempt::operation`]), and must not retry.
//!
//! ```
//! use core::time::Duration;
//! use std::sync::atomic::{AtomicU64, Ordering};
//! use webpubsub_core::transport::{Attempt, SendHttpTransport, TransportError, UnixTime};
//!
//! /// Counts attempts, and marks each request for a gateway.
//! struct Counted<T> {
//!     inner: T,
//!     attempts: AtomicU64,
//! }
//!
//! impl<T: SendHttpTransport> SendHttpTransport for Counted<T> {
//!     async fn send(
//!         &self,
//!         mut request: http::Request<bytes::Bytes>,
//!         attempt: Attempt,
//!     ) -> Result<http::Response<bytes::Bytes>, TransportError> {
//!         self.attempts.fetch_add(1, Ordering::Relaxed);
//!         request.headers_mut().insert("x-team", http::HeaderValue::from_static("orders"));
//!         self.inner.send(request, attempt).await
//!     }
//!
//!     async fn sleep(&self, duration: Duration) {
//!         self.inner.sleep(duration).await;
//!     }
//!
//!     fn now(&self) -> UnixTime {
//!         self.inner.now()
//!     }
//!
//!     fn random(&self) -> [u8; 16] {
//!         self.inner.random()
//!     }
//! }
//!
//! # use futures_util::FutureExt;
//! # use webpubsub_core::{AccessKey, BuildError, Target, WebPubSubServiceClient};
//! # fn main() -> Result<(), BuildError> {
//! # let (target, key) = (Target::new("https://contoso.webpubsub.azure.com", "chat")?, AccessKey::new("the key")?);
//! # let inner = webpubsub_mock::MockTransport::new().refuse_connection();
//! # let mock = inner.clone();
//! let client = WebPubSubServiceClient::with_transport(Counted { inner, attempts: AtomicU64::new(0) }, target, key);
//! # client.user_exists("ann").now_or_never().expect("ready").expect("a response");
//! # assert_eq!(client.transport().attempts.load(Ordering::Relaxed), 2);
//! # assert!(mock.captured().iter().all(|sent| sent.header("x-team") == Some("orders")));
//! # Ok(())
//! # }
//! ```

mod shared;

pub use shared::SharedTransport;

pub use crate::error::{TransportError, TransportErrorKind};
pub use crate::retry::Attempt;
pub use crate::time::UnixTime;
use alloc::rc::Rc;
use alloc::sync::Arc;
use bytes::Bytes;
use core::future::Future;
use core::time::Duration;
use http::{Request, Response};

/// Sends requests, sleeps, and returns the time and random bytes: the four tasks that depend on a platform.
///
/// This trait asks for no `Send`, so that every platform can implement it with plain `async fn`: browsers, edge workers,
/// thread-per-core runtimes. Backends whose futures are `Send` implement [`SendHttpTransport`] instead; a blanket
/// implementation gives them this trait, too. In generic code name exactly one of the two as a bound, [`SendHttpTransport`]
/// unless the code must run in a browser: with both, the compiler no longer sees that a call is `Send`.
///
/// # Contract of `send`
///
/// The names are those of the cases of `webpubsub-conformance` that check a sentence.
///
/// * Method, path and query go out byte for byte; nothing is decoded, normalized or added to the path: `methods`,
///   `path_and_query`, `quote_in_a_query`.
/// * `Host` (in HTTP/2 `:authority`) is host and port of the URL. Headers go out with their values, and none is added that
///   changes what the request means: `host`, `request_headers`.
/// * A body goes out whole, with its length. A POST or PUT without a body has `Content-Length: 0` (RFC 9110 section 8.6);
///   some gateways require it: `bodies`, `empty_bodies`.
/// * 4xx and 5xx are `Ok`. Redirects are returned, not followed: `statuses`, `redirects`.
/// * A response is returned with its headers and its whole body, however it arrives; a body that is cut off is an error:
///   `response_headers`, `head_announces_a_body`, `informational_responses`, `slow_response`, `response_until_close`,
///   `response_is_truncated`, `response_is_garbage`.
/// * Responses have a maximum size, 4 MiB unless the backend says otherwise: `response_of_max_size`,
///   `announced_response_over_max_size`, `unannounced_response_over_max_size`, `endless_response`.
/// * The kind of an error claims no more than is known, see [`TransportErrorKind`], and its source says why:
///   `connection_refused`, `unknown_host`, `tls_fails`, `stream_refused`, `reset_after_the_request`,
///   `close_after_the_request`, `reset_inside_the_request`, `response_before_the_request_ends`,
///   `errors_have_kind_and_source`.
/// * A transport that can distinguish "not sent" from "sent" ends an attempt at [`Attempt::timeout`] by itself: before a
///   connection has received the request with [`NotSent`](TransportErrorKind::NotSent), afterwards with
///   [`Timeout`](TransportErrorKind::Timeout). One that blocks does, too: `timeout_is_kept`. For other transports the
///   client drops the future after that time.
/// * Dropping the future cancels, and closes the connection or stream: `dropping_cancels`.
/// * It sends once: the client decides whether and when to retry. A future that is never polled sends nothing:
///   `reset_on_a_used_connection`, `closed_while_idle`, `unpolled_sends_nothing`.
/// * Connections are reused, and no call affects another one, before it or beside it: `connections_are_reused`,
///   `failures_do_not_stay`, `concurrent_calls_do_not_mix`.
/// * Neither an error nor `Debug` of the transport shows a header of a request: `errors_show_no_secret`,
///   `transport_shows_no_secret`.
pub trait HttpTransport {
    /// Sends one request and collects its response.
    fn send(
        &self,
        request: Request<Bytes>,
        attempt: Attempt,
    ) -> impl Future<Output = Result<Response<Bytes>, TransportError>>;

    /// Completes after `duration`, not earlier. Takes any, [`Duration::MAX`] too, without a panic: `sleep_is_not_short`,
    /// `long_sleep_is_not_short`.
    fn sleep(&self, duration: Duration) -> impl Future<Output = ()>;

    /// The wall clock. It dates tokens and measures, roughly, what is left of a timeout: `clock`.
    fn now(&self) -> UnixTime;

    /// Sixteen random bytes, for request ids and the jitter of backoff. They are not used for secrets: `random`.
    fn random(&self) -> [u8; 16];
}

/// [`HttpTransport`] with futures that are `Send`, for runtimes that move tasks between threads.
///
/// ```
/// use webpubsub_core::transport::SendHttpTransport;
/// use webpubsub_core::{Error, Message, WebPubSubServiceClient};
///
/// // `tokio::spawn` and its like take the call's future.
/// fn spawnable<T: Send>(_: T) {}
///
/// fn publish<T: SendHttpTransport + 'static>(client: WebPubSubServiceClient<T>) {
///     spawnable(async move { client.send_to_all(Message::text("hi")).await });
/// }
/// ```
///
/// With the other trait as the bound it does not compile: "future cannot be sent between threads safely".
///
/// ```compile_fail
/// use webpubsub_core::transport::HttpTransport;
/// use webpubsub_core::{Message, WebPubSubServiceClient};
///
/// fn spawnable<T: Send>(_: T) {}
///
/// fn publish<T: HttpTransport + 'static>(client: WebPubSubServiceClient<T>) {
///     spawnable(async move { client.send_to_all(Message::text("hi")).await });
/// }
/// ```
///
/// Nor does it with both, because the bound hides the blanket implementation ("future cannot be sent between threads
/// safely … the trait `Send` is not implemented for `impl Future<Output = Result<Response<Bytes>, TransportError>>`"):
///
/// ```compile_fail
/// use webpubsub_core::transport::{HttpTransport, SendHttpTransport};
/// use webpubsub_core::{Message, WebPubSubServiceClient};
///
/// fn spawnable<T: Send>(_: T) {}
///
/// fn publish<T: SendHttpTransport + HttpTransport + 'static>(client: WebPubSubServiceClient<T>) {
///     spawnable(async move { client.send_to_all(Message::text("hi")).await });
/// }
/// ```
///
/// A transport that holds an `Rc` cannot implement this trait: "`Rc<()>` cannot be shared between threads safely".
///
/// ```compile_fail,E0277
/// use webpubsub_core::transport::{Attempt, SendHttpTransport, TransportError, UnixTime};
///
/// struct Local(std::rc::Rc<()>);
///
/// impl SendHttpTransport for Local {
///     async fn send(
///         &self,
///         _: http::Request<bytes::Bytes>,
///         _: Attempt,
///     ) -> Result<http::Response<bytes::Bytes>, TransportError> {
///         unreachable!()
///     }
///     async fn sleep(&self, _: std::time::Duration) {}
///     fn now(&self) -> UnixTime { UnixTime::from_secs(0) }
///     fn random(&self) -> [u8; 16] { [0; 16] }
/// }
/// ```
pub trait SendHttpTransport: Send + Sync {
    /// As [`HttpTransport::send`].
    fn send(
        &self,
        request: Request<Bytes>,
        attempt: Attempt,
    ) -> impl Future<Output = Result<Response<Bytes>, TransportError>> + Send;

    /// As [`HttpTransport::sleep`].
    fn sleep(&self, duration: Duration) -> impl Future<Output = ()> + Send;

    /// As [`HttpTransport::now`].
    fn now(&self) -> UnixTime;

    /// As [`HttpTransport::random`].
    fn random(&self) -> [u8; 16];
}

impl<T: SendHttpTransport> HttpTransport for T {
    fn send(
        &self,
        request: Request<Bytes>,
        attempt: Attempt,
    ) -> impl Future<Output = Result<Response<Bytes>, TransportError>> {
        SendHttpTransport::send(self, request, attempt)
    }

    fn sleep(&self, duration: Duration) -> impl Future<Output = ()> {
        SendHttpTransport::sleep(self, duration)
    }

    fn now(&self) -> UnixTime {
        SendHttpTransport::now(self)
    }

    fn random(&self) -> [u8; 16] {
        SendHttpTransport::random(self)
    }
}

/// Forwards a trait through a pointer.
macro_rules! forward {
    ($transport:ident for $pointer:ty) => {
        impl<T: $transport + ?Sized> $transport for $pointer {
            async fn send(&self, request: Request<Bytes>, attempt: Attempt) -> Result<Response<Bytes>, TransportError> {
                $transport::send(&**self, request, attempt).await
            }

            async fn sleep(&self, duration: Duration) {
                $transport::sleep(&**self, duration).await;
            }

            fn now(&self) -> UnixTime {
                $transport::now(&**self)
            }

            fn random(&self) -> [u8; 16] {
                $transport::random(&**self)
            }
        }
    };
}

forward!(SendHttpTransport for &T);
forward!(SendHttpTransport for Arc<T>);
forward!(HttpTransport for Rc<T>);
