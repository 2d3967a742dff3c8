//! The transport itself.

use crate::abort::AbortOnDrop;
use crate::failure::interrupted;
use crate::{answer, platform, request, sleep};
use bytes::Bytes;
use http::{Request, Response};
use js_sys::Date;
use std::time::Duration;
use webpubsub_core::{HttpTransport, TransportError, UnixTime};

/// Carries requests with the platform's `fetch`.
///
/// The connections, TLS and proxies are the platform's. Requests are made with `redirect: "manual"`,
/// `cache: "no-store"` and, where there are cookies, `credentials: "omit"`; dropping a call aborts its fetch.
///
/// # What fetch does not tell or do
///
/// * Why it failed. A refused connection, an unknown host, a CORS refusal and a broken connection look the same, so each
///   is [`Interrupted`](crate::TransportErrorKind::Interrupted): a send is not repeated after it unless the plan says so.
/// * Whether it was sent twice. When a connection that had been used breaks before the answer, or the answer is 408,
///   Chromium sends the request again by itself, a message too, which can then be delivered twice. Node does not.
/// * Redirects, in browsers: an error of kind [`Other`](crate::TransportErrorKind::Other), without status or target. In
///   Node and edge workers they are answers, as elsewhere.
/// * Headers: the platform writes those about the connection (`Host`, `Content-Length` …) itself. Most browsers drop
///   `User-Agent`, and show a page of another origin only those headers of an answer that CORS exposes.
/// * URLs: one that the platform would rewrite is refused and not sent; but `'` in a query becomes `%27`.
/// * Bodies of GET and HEAD are refused and not sent.
/// * A token in a header is a JavaScript string on its way: nobody can overwrite that in memory.
#[derive(Clone, Debug)]
pub struct FetchTransport {
    answer_cap: usize,
}

impl FetchTransport {
    /// The longest answer body in bytes: 4 MiB unless set. Reading stops there, with an error of kind
    /// [`AnswerTooLarge`](crate::TransportErrorKind::AnswerTooLarge).
    #[must_use]
    pub fn answer_cap(mut self, bytes: usize) -> Self {
        self.answer_cap = bytes;
        self
    }
}

impl Default for FetchTransport {
    /// Calls nothing of the platform, so that it can stand where I/O is forbidden: at the top level of a worker.
    fn default() -> Self {
        Self { answer_cap: 4 * 1_024 * 1_024 }
    }
}

impl HttpTransport for FetchTransport {
    const READS_ATTEMPT: bool = false;

    async fn send(&self, request: Request<Bytes>) -> Result<Response<Bytes>, TransportError> {
        let abort = AbortOnDrop::new();
        let request = request::build(&request, abort.signal().as_ref())?;
        let answer = platform::fetch(&request).await.map_err(|thrown| interrupted(&thrown))?;
        let response = answer::read(&answer, self.answer_cap).await?;
        abort.done();
        Ok(response)
    }

    async fn sleep(&self, duration: Duration) {
        sleep::sleep(duration).await;
    }

    /// `Date.now()`. Edge workers let it stand still while a request is computed, and move it with each I/O.
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // Whole milliseconds; the cast saturates.
    fn now(&self) -> UnixTime {
        UnixTime::from_millis(Date::now() as u64)
    }

    fn random(&self) -> [u8; 16] {
        let mut bytes = [0; 16];
        // Fails only where there is no `crypto`; then ids repeat, and nothing else.
        let _ = platform::random_values(&mut bytes);
        bytes
    }
}
