//! The transport itself.

use crate::abort::AbortOnDrop;
use crate::error::interrupted;
use crate::{platform, request, response, sleep};
use bytes::Bytes;
use http::{Request, Response};
use js_sys::Date;
use std::time::Duration;
use webpubsub_core::transport::{Attempt, HttpTransport, TransportError, UnixTime};

/// Sends requests with the platform's `fetch`.
///
/// The platform manages connections, TLS and proxies. Requests are made with `redirect: "manual"`,
/// `cache: "no-store"` and, where there are cookies, `credentials: "omit"`; dropping a call aborts its fetch.
///
/// # What fetch hides or does not do
///
/// * Why a request failed. A refused connection, an unknown host, a CORS error and a broken connection look the same, so
///   each is [`Interrupted`](crate::TransportErrorKind::Interrupted): a send is not retried after it unless the retry
///   policy is `at_least_once`.
/// * Whether a request was sent twice. When a reused connection breaks before the response, or the response is 408,
///   Chromium sends the request again by itself, so a message can be delivered twice. Node does not.
/// * Redirects, in browsers: an error of kind [`Other`](crate::TransportErrorKind::Other), without status or location. In
///   Node and edge workers they are responses, as elsewhere.
/// * Headers: the platform writes those about the connection (`Host`, `Content-Length` …) itself. Most browsers drop
///   `User-Agent`, and show a page of another origin only those headers of a response that CORS exposes.
/// * URLs: one that the platform would change is rejected and not sent; but `'` in a query becomes `%27`.
/// * Bodies of GET and HEAD are rejected and not sent.
/// * A token in a header becomes a JavaScript string, which cannot be overwritten in memory.
#[derive(Clone, Debug)]
pub struct FetchTransport {
    max_response_size: usize,
}

impl FetchTransport {
    /// The longest response body in bytes. Default: 4 MiB. Reading stops there, with an error of kind
    /// [`ResponseTooLarge`](crate::TransportErrorKind::ResponseTooLarge).
    #[must_use]
    pub fn max_response_size(mut self, bytes: usize) -> Self {
        self.max_response_size = bytes;
        self
    }
}

impl Default for FetchTransport {
    /// Calls nothing of the platform, so it is allowed where I/O is forbidden: at the top level of a worker.
    fn default() -> Self {
        Self { max_response_size: 4 * 1_024 * 1_024 }
    }
}

impl HttpTransport for FetchTransport {
    async fn send(&self, request: Request<Bytes>, _: Attempt) -> Result<Response<Bytes>, TransportError> {
        let abort = AbortOnDrop::new();
        let request = request::build(&request, abort.signal().as_ref())?;
        let response = platform::fetch(&request).await.map_err(|thrown| interrupted(&thrown))?;
        let response = response::read(&response, self.max_response_size).await?;
        abort.done();
        Ok(response)
    }

    async fn sleep(&self, duration: Duration) {
        sleep::sleep(duration).await;
    }

    /// `Date.now()`. In edge workers it advances only with I/O.
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // Whole milliseconds; the cast saturates.
    fn now(&self) -> UnixTime {
        UnixTime::from_millis(Date::now() as u64)
    }

    fn random(&self) -> [u8; 16] {
        let mut bytes = [0; 16];
        // Fails only where there is no `crypto`. Then request ids repeat and backoff loses its jitter.
        let _ = platform::random_values(&mut bytes);
        bytes
    }
}
