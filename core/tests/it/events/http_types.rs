//! The types of the `http` crate, 1 and 0.2: the latter is that of actix-web 4, and header pairs suffice for it.

use super::{FIRST_KEY, Raw, key, upstream};
use bytes::Bytes;
use webpubsub_core::events::{Event, Upstream, UpstreamError, UpstreamResponse};
use webpubsub_core::{BuildError, Message};

fn request(raw: &Raw, url: &str) -> http::Request<Bytes> {
    let builder = http::Request::builder().method(raw.method).uri(url);
    raw.pairs().fold(builder, |builder, (name, value)| builder.header(name, value)).body(raw.body.clone()).unwrap()
}

#[test]
fn requests_and_responses_of_http_1() {
    let raw = Raw::user("message", Some("text/plain"), "hi");
    let Event::User(event) = upstream().read(&request(&raw, "https://h/hook")).unwrap() else { panic!() };
    let (head, body) = request(&raw, "https://h/hook").into_parts();
    assert!(matches!(upstream().read_request(&head, body).unwrap(), Event::User(same) if same.body() == event.body()));
    let response: http::Response<Bytes> = event.respond(Message::text(event.text().unwrap())).clear_state().into();
    assert_eq!((response.status().as_u16(), response.body().as_ref()), (200, &b"hi"[..]));
    assert_eq!(response.headers()["content-type"], "text/plain; charset=utf-8");
    assert_eq!(response.headers()["ce-connectionstate"], "");
    let handshake = Raw { method: "OPTIONS", ..raw.clone() };
    let response: http::Response<Bytes> =
        upstream().read(&request(&handshake, "https://h/hook")).unwrap().accept().into();
    assert_eq!(response.headers()["WebHook-Allowed-Origin"], "*");
    let error = upstream().read(&request(&raw.with("ce-signature", None), "/hook")).unwrap_err();
    let response: http::Response<Bytes> = error.into();
    assert_eq!((response.status().as_u16(), response.body().len()), (401, 0));
    let put = Raw { method: "PUT", ..handshake };
    let response: http::Response<Bytes> = upstream().read(&request(&put, "/")).unwrap_err().into();
    assert_eq!((response.status().as_u16(), &response.headers()["allow"]), (405, &"OPTIONS, POST".parse().unwrap()));
}

#[test]
fn the_code_is_in_the_url() -> Result<(), BuildError> {
    let upstream = Upstream::new("chat").code("c-1").keys([key(FIRST_KEY)])?;
    let raw = Raw::event("azure.webpubsub.sys.connected", "{}");
    assert!(upstream.read(&request(&raw, "https://h/hook?code=c-1")).is_ok());
    assert_eq!(upstream.read(&request(&raw, "https://h/hook?code=c-2")).unwrap_err().status(), 401);
    assert_eq!(upstream.read(&request(&raw, "https://h/hook")).unwrap_err().status(), 401);
    // The service asks whether it may deliver before an application's own authentication.
    assert!(upstream.read(&request(&Raw { method: "OPTIONS", ..raw }, "https://h/hook")).is_ok());
    Ok(())
}

/// What a handler of actix-web 4 does.
fn with_http_0_2(upstream: &Upstream, request: &http02::Request<Bytes>) -> http02::Response<Bytes> {
    let headers = request.headers().iter().map(|(name, value)| (name.as_str(), value));
    let query = request.uri().query().unwrap_or_default();
    let read: Result<Event, UpstreamError> =
        upstream.read_parts_with_query(request.method().as_str(), query, headers, request.body().clone());
    let response = read.map_or_else(UpstreamResponse::from, Event::accept);
    let builder = http02::Response::builder().status(response.status());
    let builder = response.headers().fold(builder, |builder, (name, value)| builder.header(name, value));
    builder.body(response.into_body()).unwrap()
}

#[test]
fn header_pairs_suffice_for_http_0_2() {
    let connect = Raw::event("azure.webpubsub.sys.connect", "{}");
    for (raw, status) in [
        (connect.clone(), 204),
        (connect.clone().with("ce-signature", Some("sha256=00")), 401),
        (Raw { method: "OPTIONS", ..connect }, 200),
    ] {
        let builder = http02::Request::builder().method(raw.method).uri("/hook?x=1");
        let builder = raw.pairs().fold(builder, |builder, (name, value)| builder.header(name, value));
        let response = with_http_0_2(&upstream(), &builder.body(raw.body.clone()).unwrap());
        assert_eq!(response.status().as_u16(), status);
        assert_eq!(response.headers().contains_key("webhook-allowed-origin"), status == 200);
    }
}
