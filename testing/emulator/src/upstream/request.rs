//! An event as an HTTP request: a `CloudEvent` in binary mode.

use bytes::Bytes;
use http::header::{CONTENT_TYPE, COOKIE};
use http::{HeaderMap, HeaderName, HeaderValue, Method, Request, Uri};

use super::event::{Client, Event};
use super::failure::Failure;
use super::signature::sign;
use super::time::rfc_3339;
use crate::metadata::{HEADER_PREFIX, Metadata};

const ORIGIN: HeaderName = HeaderName::from_static("webhook-request-origin");
const AWPS_VERSION: HeaderName = HeaderName::from_static("ce-awpsversion");

/// What the request says besides the event.
pub(super) struct Envelope<'a> {
    pub(super) client: &'a Client,
    /// Of the event, within its connection.
    pub(super) id: u64,
    pub(super) origin: &'a str,
    pub(super) keys: &'a [Vec<u8>],
    /// Seconds since 1970.
    pub(super) now: u64,
    pub(super) state: &'a str,
    pub(super) cookies: Option<HeaderValue>,
}

/// The request for an event. It fails when a text of the client cannot stand in a header.
pub(super) fn event(url: Uri, event: &Event, envelope: Envelope<'_>) -> Result<Request<Bytes>, Failure> {
    let Envelope { client, id, origin, keys, now, state, cookies } = envelope;
    let mut request = Request::new(event.body());
    *request.method_mut() = Method::POST;
    *request.uri_mut() = url;
    let headers = request.headers_mut();
    set(headers, ORIGIN, origin)?;
    headers.insert(AWPS_VERSION, HeaderValue::from_static("1.0"));
    headers.insert(CONTENT_TYPE, HeaderValue::from_static(event.content_type()));
    for (name, value) in [
        ("ce-specversion", "1.0"),
        ("ce-type", &event.kind()),
        ("ce-source", &format!("/hubs/{}/client/{}", client.hub, client.id)),
        ("ce-id", &id.to_string()),
        ("ce-time", &rfc_3339(now)),
        ("ce-signature", &sign(&client.id, keys)),
        ("ce-hub", &client.hub),
        ("ce-connectionid", &client.id),
        ("ce-eventname", event.name()),
    ] {
        set(headers, HeaderName::from_static(name), value)?;
    }
    for (name, value) in [
        ("ce-userid", client.user.as_deref().unwrap_or_default()),
        ("ce-subprotocol", client.subprotocol.as_deref().unwrap_or_default()),
        ("ce-connectionstate", state),
    ] {
        if !value.is_empty() {
            set(headers, HeaderName::from_static(name), value)?;
        }
    }
    for (key, value) in event.metadata().into_iter().flat_map(Metadata::pairs) {
        let name = HeaderName::try_from(format!("{HEADER_PREFIX}{key}"));
        set(headers, name.map_err(|_| Failure::Header(key.clone()))?, value)?;
    }
    if let Some(cookies) = cookies {
        headers.insert(COOKIE, cookies);
    }
    Ok(request)
}

/// The request that asks a handler whether it wants the events of this origin.
pub(super) fn validation(method: Method, url: Uri, origin: &str) -> Result<Request<Bytes>, Failure> {
    let mut request = Request::new(Bytes::new());
    *request.method_mut() = method;
    *request.uri_mut() = url;
    set(request.headers_mut(), ORIGIN, origin)?;
    request.headers_mut().insert(AWPS_VERSION, HeaderValue::from_static("1.0"));
    Ok(request)
}

/// Values are bytes: a user id may be any UTF-8 without control characters.
fn set(headers: &mut HeaderMap, name: HeaderName, value: &str) -> Result<(), Failure> {
    let encoded = HeaderValue::from_bytes(value.as_bytes()).map_err(|_| Failure::Header(name.to_string()))?;
    headers.insert(name, encoded);
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::message::Payload;

    fn made(user: &str, metadata: &[(&str, &str)]) -> Result<Request<Bytes>, Failure> {
        let pairs = metadata.iter().map(|&(name, value)| (name.to_owned(), value.to_owned())).collect();
        let metadata = Metadata::new(pairs).expect("valid");
        let client = Client { hub: "chat".into(), id: "c1".into(), user: Some(user.into()), subprotocol: None };
        let keys = [b"key".to_vec()];
        let envelope = Envelope {
            client: &client,
            id: 7,
            origin: "127.0.0.1",
            keys: &keys,
            now: 0,
            state: "",
            cookies: Some(HeaderValue::from_static("a=1")),
        };
        let payload = Payload::Text("hi".into());
        event(Uri::from_static("http://h/x"), &Event::User { name: "greet".to_owned(), payload, metadata }, envelope)
    }

    #[test]
    fn all_headers() {
        let request = made("ann", &[("Trace", "1")]).expect("a request");
        assert_eq!((request.method().as_str(), request.body().as_ref()), ("POST", &b"hi"[..]));
        let mut headers: Vec<_> =
            request.headers().iter().map(|(name, value)| (name.as_str(), value.to_str().expect("text"))).collect();
        headers.sort_unstable_by_key(|(name, _)| *name);
        let signature = sign("c1", &[b"key".to_vec()]);
        let expected = [
            ("ce-awpsversion", "1.0"),
            ("ce-connectionid", "c1"),
            ("ce-eventname", "greet"),
            ("ce-hub", "chat"),
            ("ce-id", "7"),
            ("ce-signature", &signature),
            ("ce-source", "/hubs/chat/client/c1"),
            ("ce-specversion", "1.0"),
            ("ce-time", "1970-01-01T00:00:00Z"),
            ("ce-type", "azure.webpubsub.user.greet"),
            ("ce-userid", "ann"),
            ("content-type", "text/plain"),
            ("cookie", "a=1"),
            ("webhook-request-origin", "127.0.0.1"),
            ("x-webpubsub-metadata-trace", "1"),
        ];
        assert_eq!(headers, expected);
    }

    #[test]
    fn texts_of_clients() {
        assert!(made("ännchen", &[]).is_ok());
        assert!(matches!(made("a\nb: c", &[]), Err(Failure::Header(name)) if name == "ce-userid"));
        assert!(matches!(made("ann", &[("k", "a\r\nb")]), Err(Failure::Header(_))));
    }
}
