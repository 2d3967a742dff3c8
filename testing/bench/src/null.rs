//! A transport without a network.

use crate::NOW;
use bytes::Bytes;
use http::{Request, Response, StatusCode};
use std::hint::black_box;
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;
use webpubsub_core::{SendHttpTransport, TransportError, UnixTime};

/// Answers at once, always the same. Its clock stands still and its random numbers are cheap, so that neither is measured.
#[derive(Debug)]
pub struct Null {
    status: StatusCode,
    body: Bytes,
    seed: AtomicU64,
    kept: Option<Mutex<Option<Request<Bytes>>>>,
}

impl Null {
    /// Answers with this; a status that is none becomes 200. The random numbers start anew with each `Null`.
    pub fn new(status: u16, body: &'static str) -> Self {
        let status = StatusCode::from_u16(status).unwrap_or_default();
        Self { status, body: Bytes::from_static(body.as_bytes()), seed: AtomicU64::new(0), kept: None }
    }

    /// Keeps the last request for [`last`](Null::last).
    #[must_use]
    pub fn keeping(mut self) -> Self {
        self.kept = Some(Mutex::default());
        self
    }

    /// The last request, if requests are kept.
    pub fn last(&self) -> Option<Request<Bytes>> {
        self.kept.as_ref()?.lock().ok()?.take()
    }
}

impl SendHttpTransport for Null {
    // As the hyper backend has it.
    const READS_ATTEMPT: bool = false;

    async fn send(&self, request: Request<Bytes>) -> Result<Response<Bytes>, TransportError> {
        let request = black_box(request);
        if let Some(Ok(mut kept)) = self.kept.as_ref().map(Mutex::lock) {
            *kept = Some(request);
        }
        let mut response = Response::new(self.body.clone());
        *response.status_mut() = self.status;
        Ok(response)
    }

    async fn sleep(&self, _: Duration) {}

    fn now(&self) -> UnixTime {
        NOW
    }

    fn random(&self) -> [u8; 16] {
        const STEP: u64 = 0x9E37_79B9_7F4A_7C15;
        let seed = self.seed.fetch_add(STEP, Ordering::Relaxed);
        (u128::from(seed) << 64 | u128::from(seed.rotate_left(29) ^ STEP)).to_ne_bytes()
    }
}
