//! A mock with a script, and clients over it.

use crate::logging::LISTENERS;
use bytes::Bytes;
use futures_util::FutureExt;
use http::{HeaderValue, Response, StatusCode};
use std::sync::LazyLock;
use webpubsub_core::{AccessKey, Credential, Target};
use webpubsub_mock::{MockTransport, WebPubSubServiceClient};

pub(crate) const KEY: &str = "hush-hush-hush-hush-hush-hush-hush-0001";

/// A request for which the script has no step panics; token requests need steps, too. Backoff is always the longest.
pub(crate) fn mock() -> MockTransport {
    let mock = MockTransport::new().script_token_requests().fixed_random([0xFF; 16]);
    mock.otherwise(|request, _| panic!("the script has no step for {}", request.uri()))
}

pub(crate) fn response(status: u16, headers: &[(&'static str, &'static str)], body: &'static str) -> Response<Bytes> {
    let mut response = Response::new(Bytes::from_static(body.as_bytes()));
    *response.status_mut() = StatusCode::from_u16(status).unwrap();
    for (name, value) in headers {
        response.headers_mut().append(*name, HeaderValue::from_static(value));
    }
    response
}

pub(crate) fn target() -> Target {
    Target::new("https://contoso.webpubsub.azure.com", "chat").unwrap()
}

pub(crate) fn client(mock: &MockTransport) -> WebPubSubServiceClient {
    client_with(mock, AccessKey::new(KEY).unwrap())
}

pub(crate) fn client_with(mock: &MockTransport, credential: impl Into<Credential>) -> WebPubSubServiceClient {
    WebPubSubServiceClient::with_transport(mock.clone(), target(), credential)
}

/// The output of a future that is ready when it is first polled.
pub(crate) fn now<F: Future>(future: F) -> F::Output {
    LazyLock::force(&LISTENERS);
    future.now_or_never().expect("a call over a mock is ready at once")
}
