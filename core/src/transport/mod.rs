//! Step 4, carry: what a runtime knows and core must not.

mod shared;

pub use shared::SharedTransport;

use crate::{TransportError, UnixTime};
use alloc::rc::Rc;
use alloc::sync::Arc;
use bytes::Bytes;
use core::future::Future;
use core::time::Duration;
use http::{Request, Response};

/// Carries requests, waits, tells the time and draws random numbers: the four things that belong to a platform.
///
/// This face asks for no `Send`, so that every platform can implement it as plain `async fn`: browsers, edge workers,
/// thread-per-core runtimes. Backends whose futures are `Send` implement [`SendHttpTransport`] instead and get this one
/// by a blanket implementation. In generic code name exactly one of the two as a bound, the Send face if you spawn:
/// with both, the compiler no longer sees that a call is `Send`.
///
/// # Contract of `send`
///
/// * Method, path and query go out byte for byte; nothing is decoded, normalised or added to the path.
/// * 4xx and 5xx are `Ok`. Redirects are returned, not followed.
/// * The kind of an error is the weakest that is true, see [`TransportErrorKind`](crate::TransportErrorKind).
/// * Dropping the future cancels: the connection or stream goes away.
/// * Answers are capped, 4 MiB unless the backend says otherwise.
/// * It sends once: whether and when to try again is the client's to say. A future that was never polled sends nothing.
pub trait HttpTransport {
    /// Whether [`send`](HttpTransport::send) looks at the [`Attempt`] among the request's extensions. Without, there is
    /// none, which spares each request an allocation.
    const READS_ATTEMPT: bool = true;

    /// Carries one request and collects its answer.
    fn send(&self, request: Request<Bytes>) -> impl Future<Output = Result<Response<Bytes>, TransportError>>;

    /// Completes after `duration`, not earlier. Takes any, [`Duration::MAX`] too, without a panic.
    fn sleep(&self, duration: Duration) -> impl Future<Output = ()>;

    /// The wall clock. It dates tokens and measures, roughly, what is left of a deadline.
    fn now(&self) -> UnixTime;

    /// Sixteen random bytes, for request ids and the jitter of waits. No secrets are made of them.
    fn random(&self) -> [u8; 16];
}

/// [`HttpTransport`] with futures that are `Send`, for runtimes that move tasks between threads.
///
/// ```
/// use webpubsub_core::{Error, Message, SendHttpTransport, WebPubSubServiceClient};
///
/// // `tokio::spawn` and its like take the call's future.
/// fn spawnable<T: Send>(_: T) {}
///
/// fn publish<T: SendHttpTransport + 'static>(client: WebPubSubServiceClient<T>) {
///     spawnable(async move { client.send_to_all(Message::text("hi")).await });
/// }
/// ```
///
/// With the other face as the bound it is refused: "future cannot be sent between threads safely".
///
/// ```compile_fail
/// use webpubsub_core::{HttpTransport, Message, WebPubSubServiceClient};
///
/// fn spawnable<T: Send>(_: T) {}
///
/// fn publish<T: HttpTransport + 'static>(client: WebPubSubServiceClient<T>) {
///     spawnable(async move { client.send_to_all(Message::text("hi")).await });
/// }
/// ```
///
/// And so it is with both, because the bound hides the blanket implementation ("future cannot be sent between threads
/// safely … the trait `Send` is not implemented for `impl Future<Output = Result<Response<Bytes>, TransportError>>`"):
///
/// ```compile_fail
/// use webpubsub_core::{HttpTransport, Message, SendHttpTransport, WebPubSubServiceClient};
///
/// fn spawnable<T: Send>(_: T) {}
///
/// fn publish<T: SendHttpTransport + HttpTransport + 'static>(client: WebPubSubServiceClient<T>) {
///     spawnable(async move { client.send_to_all(Message::text("hi")).await });
/// }
/// ```
///
/// A transport that holds an `Rc` cannot implement this face: "`Rc<()>` cannot be shared between threads safely".
///
/// ```compile_fail,E0277
/// use webpubsub_core::{SendHttpTransport, TransportError, UnixTime};
///
/// struct Local(std::rc::Rc<()>);
///
/// impl SendHttpTransport for Local {
///     async fn send(&self, _: http::Request<bytes::Bytes>) -> Result<http::Response<bytes::Bytes>, TransportError> {
///         unreachable!()
///     }
///     async fn sleep(&self, _: std::time::Duration) {}
///     fn now(&self) -> UnixTime { UnixTime::from_secs(0) }
///     fn random(&self) -> [u8; 16] { [0; 16] }
/// }
/// ```
pub trait SendHttpTransport: Send + Sync {
    /// As [`HttpTransport::READS_ATTEMPT`].
    const READS_ATTEMPT: bool = true;

    /// As [`HttpTransport::send`].
    fn send(&self, request: Request<Bytes>) -> impl Future<Output = Result<Response<Bytes>, TransportError>> + Send;

    /// As [`HttpTransport::sleep`].
    fn sleep(&self, duration: Duration) -> impl Future<Output = ()> + Send;

    /// As [`HttpTransport::now`].
    fn now(&self) -> UnixTime;

    /// As [`HttpTransport::random`].
    fn random(&self) -> [u8; 16];
}

/// What the client tells a transport about a request, in the request's extensions, if the transport
/// [reads it](HttpTransport::READS_ATTEMPT).
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct Attempt {
    /// The operation's name: `send_to_all`. `get_token` for a request to Entra ID that the client makes before a call.
    pub operation: &'static str,
    /// 1 for the first attempt.
    pub number: u32,
    /// The limit of this attempt. The client gives up after it by dropping the future; a transport that blocks must
    /// keep to it by itself.
    pub time_left: Duration,
}

impl Attempt {
    /// For tests of a transport that reads it.
    pub fn new(operation: &'static str, number: u32, time_left: Duration) -> Self {
        Self { operation, number, time_left }
    }
}

impl<T: SendHttpTransport> HttpTransport for T {
    const READS_ATTEMPT: bool = <T as SendHttpTransport>::READS_ATTEMPT;

    fn send(&self, request: Request<Bytes>) -> impl Future<Output = Result<Response<Bytes>, TransportError>> {
        SendHttpTransport::send(self, request)
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

/// Forwards a face through a pointer.
macro_rules! forward {
    ($face:ident for $pointer:ty) => {
        impl<T: $face + ?Sized> $face for $pointer {
            const READS_ATTEMPT: bool = <T as $face>::READS_ATTEMPT;

            async fn send(&self, request: Request<Bytes>) -> Result<Response<Bytes>, TransportError> {
                $face::send(&**self, request).await
            }

            async fn sleep(&self, duration: Duration) {
                $face::sleep(&**self, duration).await;
            }

            fn now(&self) -> UnixTime {
                $face::now(&**self)
            }

            fn random(&self) -> [u8; 16] {
                $face::random(&**self)
            }
        }
    };
}

forward!(SendHttpTransport for &T);
forward!(SendHttpTransport for Arc<T>);
forward!(HttpTransport for Rc<T>);
