//! The contract of transports, with the limits of each platform and no other.

use wasm_bindgen_test::wasm_bindgen_test;
use webpubsub_conformance::Limit::{
    CannotCountConnections, ErrorsOpaque, HeadersRestricted, QuotesEncoded, RedirectsOpaque,
};
use webpubsub_conformance::{Backend, Lab, Limit, Passed, cases, conformance};
use webpubsub_wasm_fetch::FetchTransport;

const SERVER: &str = env!("WEBPUBSUB_FAULT_SERVER", "start these tests by testing/wasm/run");

/// What else Node cannot do, [`node_breaks_on_hints`] says.
const NODE: Backend = Backend::new("fetch-node")
    .limits(&[ErrorsOpaque, CannotCountConnections, QuotesEncoded])
    .without(&["informational_answers"]);

const PAGE: Backend = browser("fetch-page");
const WORKER: Backend = browser("fetch-service-worker");

/// `CannotCountConnections` in earnest: when a used connection breaks, Chromium sends the request again, also a long one
/// that was not complete; see [`browsers_send_long_requests_again`].
const fn browser(name: &'static str) -> Backend {
    Backend::new(name).limits(BROWSER).without(&["reset_inside_the_request"])
}

const BROWSER: &[Limit] = &[ErrorsOpaque, RedirectsOpaque, HeadersRestricted, CannotCountConnections, QuotesEncoded];

fn has(global: &str) -> bool {
    js_sys::Reflect::has(&js_sys::global(), &global.into()).unwrap_or(false)
}

fn is_node() -> bool {
    has("process")
}

fn backend() -> Backend {
    match (is_node(), has("document")) {
        (true, _) => NODE,
        (_, true) => PAGE,
        _ => WORKER,
    }
}

conformance! {
    #[wasm_bindgen_test]
    backend: backend(),
    server: SERVER,
    transport: FetchTransport::default(),
}

/// Node opens more connections than it needs, but sends nothing twice.
#[wasm_bindgen_test]
async fn node_sends_once() {
    if is_node() {
        let (transport, strict) = (FetchTransport::default(), Backend::new("").limits(&[ErrorsOpaque]));
        let lab = Lab::new(&transport, &strict, SERVER, "");
        assert_eq!(cases::reset_on_a_used_connection(&lab).await, Ok(Passed::SafeSide(ErrorsOpaque)));
        assert_eq!(cases::reset_inside_the_request(&lab).await, Ok(Passed::SafeSide(ErrorsOpaque)));
        assert_eq!(cases::statuses(&lab).await, Ok(Passed::Full));
    }
}

/// Node takes an answer 100 that it did not ask for as broken. The day it does not, this fails, and the case comes back.
#[wasm_bindgen_test]
async fn node_breaks_on_hints() {
    if is_node() {
        let (transport, strict) = (FetchTransport::default(), Backend::new(""));
        let verdict = cases::informational_answers(&Lab::new(&transport, &strict, SERVER, "")).await;
        let failure = verdict.expect_err("Node reads hints now").to_string();
        assert!(failure.contains("Interrupted") && failure.contains("bad response"), "{failure}");
    }
}

/// The connection breaks inside a long request: once, or twice if Chromium took it for one that had been closed.
#[wasm_bindgen_test]
async fn browsers_send_long_requests_again() {
    if !is_node() {
        let (transport, strict) = (FetchTransport::default(), Backend::new("").limits(&[ErrorsOpaque]));
        let verdict = cases::reset_inside_the_request(&Lab::new(&transport, &strict, SERVER, "")).await;
        let again = |failure: &webpubsub_conformance::Failure| failure.to_string().contains("arrivals: 2 instead of 1");
        assert!(verdict.as_ref().map_or_else(again, |passed| *passed == Passed::SafeSide(ErrorsOpaque)), "{verdict:?}");
    }
}
