//! The contract of transports, with the limits of each platform and no others.

use crate::SERVER;
use wasm_bindgen_test::wasm_bindgen_test;
use webpubsub_conformance::Limitation::{
    CannotCountConnections, ErrorsOpaque, HeadersRestricted, QuotesEncoded, RedirectsOpaque,
};
use webpubsub_conformance::{Backend, Fixture, Limitation, Passed, cases, conformance};
use webpubsub_wasm_fetch::FetchTransport;

/// [`node_may_break_on_hints`] tests what else Node cannot do.
const NODE: Backend = Backend::new("fetch-node")
    .limitations(&[ErrorsOpaque, CannotCountConnections, QuotesEncoded])
    .without(&["informational_responses"]);

const PAGE: Backend = Backend::new("fetch-page").limitations(BROWSER);
const WORKER: Backend = Backend::new("fetch-service-worker").limitations(BROWSER);

/// `CannotCountConnections` matters here: when a reused connection breaks, Chromium sends the request again.
const BROWSER: &[Limitation] =
    &[ErrorsOpaque, RedirectsOpaque, HeadersRestricted, CannotCountConnections, QuotesEncoded];

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
        let (transport, strict) = (FetchTransport::default(), Backend::new("").limitations(&[ErrorsOpaque]));
        let fixture = Fixture::new(&transport, &strict, SERVER, "");
        assert_eq!(cases::reset_on_a_used_connection(&fixture).await, Ok(Passed::SafeSide(ErrorsOpaque)));
        assert_eq!(cases::reset_inside_the_request(&fixture).await, Ok(Passed::SafeSide(ErrorsOpaque)));
        assert_eq!(cases::statuses(&fixture).await, Ok(Passed::Full));
    }
}

/// Node, at least up to version 20, treats an unexpected response 100 as broken: an error of the right kind.
#[wasm_bindgen_test]
async fn node_may_break_on_hints() {
    if is_node() {
        let (transport, strict) = (FetchTransport::default(), Backend::new(""));
        if let Err(failure) = cases::informational_responses(&Fixture::new(&transport, &strict, SERVER, "")).await {
            assert!(failure.to_string().contains("Interrupted"), "{failure}");
        }
    }
}
