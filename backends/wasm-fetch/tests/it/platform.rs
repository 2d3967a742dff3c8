//! What the platform provides besides fetch: timers, clock, randomness; and that nothing of it leaks.

use crate::SERVER;
use bytes::Bytes;
use std::pin::pin;
use std::task::{Context, Waker};
use std::time::Duration;
use wasm_bindgen_test::wasm_bindgen_test;
use webpubsub_wasm_fetch::FetchTransport;
use webpubsub_wasm_fetch::transport::{Attempt, HttpTransport, TransportErrorKind};

const ATTEMPT: Attempt = Attempt::new("test", 1, Duration::from_secs(30));

#[wasm_bindgen_test]
async fn sleeps_as_long_as_requested() {
    let transport = FetchTransport::default();
    for milliseconds in [0, 1, 30, 200] {
        let requested = Duration::from_millis(milliseconds);
        let begin = transport.now();
        transport.sleep(requested).await;
        let slept = transport.now().since(begin);
        assert!(slept >= requested, "{slept:?} of {requested:?}");
        assert!(slept < requested + Duration::from_secs(2), "{slept:?} of {requested:?}");
    }
}

/// `setTimeout` treats more than 24.8 days as 1 ms.
#[wasm_bindgen_test]
async fn a_very_long_sleep_does_not_end_at_once() {
    let transport = FetchTransport::default();
    for long in [Duration::from_secs(40 * 24 * 3_600), Duration::MAX] {
        let mut long = pin!(transport.sleep(long));
        assert!(long.as_mut().poll(&mut Context::from_waker(Waker::noop())).is_pending());
        transport.sleep(Duration::from_millis(50)).await;
        assert!(long.as_mut().poll(&mut Context::from_waker(Waker::noop())).is_pending());
    }
}

/// Each call drops the timer of its timeout. A leak would add up with each call.
#[wasm_bindgen_test]
async fn dropped_sleeps_leave_nothing_behind() {
    let transport = FetchTransport::default();
    let start_and_drop = || {
        let mut sleep = pin!(transport.sleep(Duration::from_secs(3_600)));
        assert!(sleep.as_mut().poll(&mut Context::from_waker(Waker::noop())).is_pending());
    };
    start_and_drop();
    let before = wasm_bindgen::externref_heap_live_count();
    for _ in 0..1_000 {
        start_and_drop();
    }
    assert_eq!(wasm_bindgen::externref_heap_live_count(), before);
}

#[wasm_bindgen_test]
fn the_clock_is_the_wall_clock() {
    let now = FetchTransport::default().now().as_secs();
    assert!((1_750_000_000..5_000_000_000).contains(&now), "{now}");
}

#[wasm_bindgen_test]
fn random_bytes_differ() {
    let transport = FetchTransport::default();
    let drawn: std::collections::HashSet<[u8; 16]> = (0..100).map(|_| transport.random()).collect();
    assert_eq!(drawn.len(), 100);
}

/// A URL parser treats such a segment as a step up, which would address the whole hub.
#[wasm_bindgen_test]
async fn a_url_that_the_platform_would_change_is_rejected() {
    for path in ["/api/hubs/chat/groups/%2e%2E/:send", "/a/../b", "/a\\b"] {
        let request = http::Request::post(format!("http://127.0.0.1:1{path}")).body(Bytes::new());
        let error = FetchTransport::default().send(request.expect("a request"), ATTEMPT).await.expect_err(path);
        assert_eq!(error.kind(), TransportErrorKind::NotSent, "{path}");
    }
}

/// Node fails on some of them, and uses others.
#[wasm_bindgen_test]
async fn headers_about_the_connection_are_the_platforms_own() {
    let mut request = http::Request::post(format!("{SERVER}/echo/0"));
    for (name, value) in [
        ("connection", "close"),
        ("content-length", "99"),
        ("expect", "100-continue"),
        ("host", "elsewhere.example"),
        ("keep-alive", "timeout=1"),
        ("te", "trailers"),
        ("transfer-encoding", "chunked"),
        ("upgrade", "h2c"),
    ] {
        request = request.header(name, value);
    }
    let request = request.body(Bytes::from_static(b"hi")).expect("a request");
    let response = FetchTransport::default().send(request, ATTEMPT).await.expect("a response");
    assert_eq!((response.status().as_u16(), response.body().as_ref()), (200, &b"hi"[..]));
}
