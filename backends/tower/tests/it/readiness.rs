//! A call waits for the service to be ready, and uses the clone that was.

use crate::support::{post, post_within};
use bytes::Bytes;
use http::{Request, Response, StatusCode};
use http_body_util::Full;
use std::convert::Infallible;
use std::future::{Ready, ready};
use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::task::{Context, Poll};
use std::time::Duration;
use tower::Service;
use webpubsub_tower::{
    AccessKey, CallOptions, ErrorKind, GenericClient, Message, RetryPolicy, Target, TowerTransport, TransportErrorKind,
};

/// Ready at the second poll, and then for one call only. A clone is not ready.
#[derive(Default)]
struct Reserved {
    polls: u32,
    calls: Arc<AtomicU32>,
}

impl Clone for Reserved {
    fn clone(&self) -> Self {
        Self { polls: 0, calls: Arc::clone(&self.calls) }
    }
}

impl Service<Request<Bytes>> for Reserved {
    type Response = Response<Full<Bytes>>;
    type Error = Infallible;
    type Future = Ready<Result<Self::Response, Infallible>>;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        self.polls += 1;
        if self.polls < 2 {
            context.waker().wake_by_ref();
            return Poll::Pending;
        }
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, _: Request<Bytes>) -> Self::Future {
        assert!(self.polls >= 2, "called before it was ready");
        self.polls = 0;
        self.calls.fetch_add(1, Ordering::Relaxed);
        ready(Ok(Response::new(Full::default())))
    }
}

#[tokio::test]
async fn the_clone_that_was_ready_is_called() {
    let service = Reserved::default();
    let calls = Arc::clone(&service.calls);
    let transport = TowerTransport::new(service, tokio::time::sleep);
    for _ in 0..3 {
        assert_eq!(post(&transport, "http://x").await.expect("a response"), StatusCode::OK);
    }
    assert_eq!(calls.load(Ordering::Relaxed), 3);
}

/// Never ready, or broken.
#[derive(Clone)]
struct Unready(fn() -> Poll<Result<(), io::Error>>);

impl Service<Request<Bytes>> for Unready {
    type Response = Response<Full<Bytes>>;
    type Error = io::Error;
    type Future = Ready<Result<Self::Response, io::Error>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), io::Error>> {
        self.0()
    }

    fn call(&mut self, _: Request<Bytes>) -> Self::Future {
        panic!("called before it was ready")
    }
}

#[tokio::test]
async fn without_readiness_nothing_is_sent() {
    let transport = TowerTransport::new(Unready(|| Poll::Pending), tokio::time::sleep);
    let error = post_within(&transport, "http://x", Duration::from_millis(20)).await.expect_err("a timeout");
    assert_eq!(error.kind(), TransportErrorKind::NotSent);
    assert!(error.is_timeout(), "{error:?}");

    let transport = TowerTransport::new(Unready(|| Poll::Ready(Err(io::Error::other("broken")))), tokio::time::sleep);
    let error = post(&transport, "http://x").await.expect_err("a broken service");
    assert_eq!((error.kind(), error.is_timeout()), (TransportErrorKind::NotSent, false), "{error:?}");
}

/// The transport returns before the client's own timeout, which cannot tell that nothing was sent.
#[tokio::test]
async fn the_client_is_told_that_nothing_was_sent() {
    let transport = TowerTransport::new(Unready(|| Poll::Pending), tokio::time::sleep);
    let target = Target::new("http://127.0.0.1", "chat").expect("a target");
    let client = GenericClient::with_transport(transport, target, AccessKey::new("k").expect("a key"));
    let options = CallOptions::new().attempt_timeout(Duration::from_millis(20)).retry(RetryPolicy::never());
    let error = client.with_options(options).send_to_all(Message::text("x")).await.expect_err("a timeout");
    let ErrorKind::Transport(transport) = error.kind() else { panic!("{error}") };
    assert_eq!(transport.kind(), TransportErrorKind::NotSent);
    assert!(error.is_timeout() && !error.was_sent() && !error.may_have_taken_effect(), "{error:?}");
}
