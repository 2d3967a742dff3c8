//! A request body that reports whether a connection has taken its request.

use bytes::Bytes;
use hyper::body::{Body, Frame, SizeHint};
use std::convert::Infallible;
use std::mem;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll};

/// The body of one request, known in full.
#[derive(Debug)]
pub(crate) struct RequestBody {
    bytes: Bytes,
    taken: Arc<AtomicBool>,
}

impl RequestBody {
    fn take(&self) {
        self.taken.store(true, Ordering::Relaxed);
    }
}

/// Only connections call these methods, and each asks for the length before it writes the request's head.
impl Body for RequestBody {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        self.take();
        let bytes = mem::take(&mut self.bytes);
        Poll::Ready((!bytes.is_empty()).then(|| Ok(Frame::data(bytes))))
    }

    fn is_end_stream(&self) -> bool {
        self.take();
        self.bytes.is_empty()
    }

    fn size_hint(&self) -> SizeHint {
        self.take();
        SizeHint::with_exact(self.bytes.len() as u64)
    }
}

/// Observes whether a connection takes a request.
#[derive(Debug, Default)]
pub(crate) struct Handover {
    taken: Option<Arc<AtomicBool>>,
}

impl Handover {
    /// A body to observe, in place of the one before.
    pub(crate) fn body(&mut self, bytes: Bytes) -> RequestBody {
        let taken = Arc::default();
        self.taken = Some(Arc::clone(&taken));
        RequestBody { bytes, taken }
    }

    /// Whether it is certain that no connection has taken the request or can still take it. Call it after the future that
    /// sends the request has been dropped: a request that waits for a connection is dropped with it.
    pub(crate) fn never_happened(self) -> bool {
        // While the body exists elsewhere, a connection can still read it. Once it does not, nothing changes any more.
        self.taken.is_none_or(|taken| Arc::into_inner(taken).is_some_and(|taken| !taken.into_inner()))
    }
}
