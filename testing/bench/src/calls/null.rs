//! A transport without a network, and the executor that suffices for it.

use super::{NOW, Success};
use bytes::Bytes;
use http::{Request, Response};
use std::future::{Ready, ready};
use std::hint::black_box;
use std::pin::pin;
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};
use std::task::{Context, Poll, Waker};
use std::time::Duration;
use webpubsub_core::transport::{Attempt, SendHttpTransport, TransportError, UnixTime};

/// Responds at once, always the same. Its clock stands still and its random numbers are cheap, so that neither is
/// measured; they start anew with each `Null`.
pub(super) struct Null {
    response: Success,
    seed: AtomicU64,
    kept: Option<Mutex<Option<Request<Bytes>>>>,
}

impl Null {
    pub(super) fn new(response: Success) -> Self {
        Self { response, seed: AtomicU64::new(0), kept: None }
    }

    /// Keeps the last request for [`last`](Null::last).
    pub(super) fn keeping(mut self) -> Self {
        self.kept = Some(Mutex::default());
        self
    }

    /// The last request, if requests are kept.
    pub(super) fn last(&self) -> Option<Request<Bytes>> {
        self.kept.as_ref()?.lock().ok()?.take()
    }

    /// What both sides send with; the code by hand without the trait.
    pub(super) fn respond(&self, request: Request<Bytes>) -> Ready<Result<Response<Bytes>, TransportError>> {
        let request = black_box(request);
        if let Some(Ok(mut kept)) = self.kept.as_ref().map(Mutex::lock) {
            *kept = Some(request);
        }
        let (status, body) = self.response;
        let mut response = Response::new(Bytes::from_static(body.as_bytes()));
        *response.status_mut() = status;
        ready(Ok(response))
    }

    pub(super) fn random_bytes(&self) -> [u8; 16] {
        const STEP: u64 = 0x9E37_79B9_7F4A_7C15;
        let seed = self.seed.fetch_add(STEP, Ordering::Relaxed);
        (u128::from(seed) << 64 | u128::from(seed.rotate_left(29) ^ STEP)).to_ne_bytes()
    }
}

impl SendHttpTransport for Null {
    fn send(
        &self,
        request: Request<Bytes>,
        _: Attempt,
    ) -> impl Future<Output = Result<Response<Bytes>, TransportError>> + Send {
        self.respond(request)
    }

    async fn sleep(&self, _: Duration) {}

    fn now(&self) -> UnixTime {
        UnixTime::from_secs(NOW)
    }

    fn random(&self) -> [u8; 16] {
        self.random_bytes()
    }
}

/// Polls until the future is ready; for futures that never wait, as over [`Null`].
pub(super) fn block_on<F: Future>(future: F) -> F::Output {
    let mut future = pin!(future);
    let mut context = Context::from_waker(Waker::noop());
    loop {
        if let Poll::Ready(output) = future.as_mut().poll(&mut context) {
            return output;
        }
    }
}
