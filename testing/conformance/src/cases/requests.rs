//! The transport sends the request as the client made it.

use crate::fixture::{ATTEMPT, Wait, unexpected};
use crate::hash::{fingerprint, pattern};
use crate::verdict::{ensure, ensure_eq};
use crate::{Fixture, Limitation, Passed, Verdict};
use bytes::Bytes;
use http::header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE, HeaderValue, USER_AGENT};
use http::{Method, Uri};
use webpubsub_core::transport::HttpTransport;

/// Each method arrives unchanged, with its body or without.
pub async fn methods<T: HttpTransport>(fixture: &Fixture<'_, T>) -> Verdict {
    for (method, body) in [
        (Method::GET, ""),
        (Method::HEAD, ""),
        (Method::POST, "x"),
        (Method::PUT, "x"),
        (Method::PATCH, "x"),
        (Method::DELETE, ""),
        (Method::OPTIONS, ""),
    ] {
        let id = fixture.fresh_id().await?;
        let response = fixture.response(method.clone(), &format!("/echo/{id}"), body).await?;
        ensure_eq!(response.status().as_u16(), 200, "the response to {method}");
        let seen = fixture.seen(id, Wait::Nothing).await?;
        ensure_eq!(seen.line, format!("{method} /echo/{id}"), "what arrived");
        ensure_eq!(seen.body, fingerprint(body.as_bytes()), "the body of {method}");
        ensure_eq!(seen.arrivals, 1, "arrivals of {method}");
    }
    Ok(Passed::Full)
}

/// What a path or query can hold and a URL library may decode, encode or normalize.
const TAILS: [&str; 14] = [
    "",
    "a%2Fb%2fc",
    "a%252Fb%25",
    "%27%22%3C%3E%60%7B%7C%7D%5B%5D%5E",
    "!$&'()*+,;=:@-._~",
    "%C3%BC%c3%bc%20%F0%9F%98%80",
    "%41%7e%2D",
    "%00%0D%0A%7F%FF",
    "%3Fx%23y%5Cz",
    "a//b/",
    "x?api-version=2024-12-01&filter=a%20eq%20%27b%27&x=%2F%252F",
    "x?a=b=c&&d&=e",
    "x?plus=+&bare=!*();/:@$,?-._~",
    "x?%41%c3%bc=%7e",
];

/// Path and query arrive byte for byte: the signature covers them.
pub async fn path_and_query<T: HttpTransport>(fixture: &Fixture<'_, T>) -> Verdict {
    for tail in TAILS {
        let id = fixture.fresh_id().await?;
        let path = format!("/echo/{id}/{tail}");
        fixture.response(Method::POST, &path, Bytes::new()).await?;
        ensure_eq!(fixture.seen(id, Wait::Nothing).await?.line, format!("POST {path}"), "what arrived");
    }
    Ok(Passed::Full)
}

/// A bare `'` in a query, as in a link of the service, is not encoded.
pub async fn quote_in_a_query<T: HttpTransport>(fixture: &Fixture<'_, T>) -> Verdict {
    let id = fixture.fresh_id().await?;
    let path = format!("/echo/{id}?filter=userId%20eq%20'ann'&x=%27");
    fixture.response(Method::GET, &path, Bytes::new()).await?;
    let line = fixture.seen(id, Wait::Nothing).await?.line;
    if fixture.has(Limitation::QuotesEncoded) {
        ensure_eq!(line, format!("GET {}", path.replace('\'', "%27")), "what arrived");
        return Ok(Passed::SafeSide(Limitation::QuotesEncoded));
    }
    ensure_eq!(line, format!("GET {path}"), "what arrived");
    Ok(Passed::Full)
}

/// `Host`, or `:authority` in HTTP/2, is host and port of the URL.
pub async fn host<T: HttpTransport>(fixture: &Fixture<'_, T>) -> Verdict {
    let id = fixture.fresh_id().await?;
    fixture.response(Method::GET, &format!("/echo/{id}"), Bytes::new()).await?;
    let base = fixture.base().parse::<Uri>().ok();
    let authority = base.as_ref().and_then(|uri| Some(uri.authority()?.as_str().to_owned()));
    ensure_eq!(fixture.seen(id, Wait::Nothing).await?.header("host"), authority.as_deref(), "host");
    Ok(Passed::Full)
}

/// Headers arrive with their values, sensitive ones too, and both of two with one name; none is added that changes what
/// the request means.
pub async fn request_headers<T: HttpTransport>(fixture: &Fixture<'_, T>) -> Verdict {
    let id = fixture.fresh_id().await?;
    let mut request = fixture.request(Method::POST, &format!("/echo/{id}"), "{}")?;
    let mut secret = HeaderValue::from_static("Bearer eyJhbGciOiJIUzI1NiJ9.e30.c2ln");
    secret.set_sensitive(true);
    let headers = request.headers_mut();
    headers.insert(AUTHORIZATION, secret);
    headers.insert(ACCEPT, HeaderValue::from_static("application/json"));
    headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json; charset=utf-8"));
    headers.insert(USER_AGENT, HeaderValue::from_static("conformance/1.0"));
    headers.insert("x-ms-client-request-id", HeaderValue::from_static("00000000-0000-4000-8000-000000000000"));
    headers.insert("x-empty", HeaderValue::from_static(""));
    headers.append("x-two", HeaderValue::from_static("one"));
    headers.append("x-two", HeaderValue::from_static("two"));
    let restricted = fixture.has(Limitation::HeadersRestricted);
    let expected = headers.clone();
    fixture.transport().send(request, ATTEMPT).await.map_err(|error| unexpected("POST", &error))?;
    let seen = fixture.seen(id, Wait::Nothing).await?;
    for name in expected.keys().filter(|name| *name != USER_AGENT || !restricted) {
        let values: Vec<&str> = expected.get_all(name).iter().filter_map(|value| value.to_str().ok()).collect();
        ensure_eq!(seen.values(name.as_str()), values, "{name}");
    }
    for name in ["cookie", "expect", "transfer-encoding", "content-encoding"] {
        ensure!(seen.header(name).is_none(), "{name} was added");
    }
    let bare = fixture.fresh_id().await?;
    fixture.response(Method::POST, &format!("/echo/{bare}"), "x").await?;
    let seen = fixture.seen(bare, Wait::Nothing).await?;
    for name in ["authorization", "content-type"] {
        ensure!(seen.header(name).is_none(), "{name} was added");
    }
    Ok(if restricted { Passed::SafeSide(Limitation::HeadersRestricted) } else { Passed::Full })
}

/// An empty POST or PUT has `Content-Length: 0`, because gateways respond 411 otherwise. Other methods need not.
pub async fn empty_bodies<T: HttpTransport>(fixture: &Fixture<'_, T>) -> Verdict {
    for (method, required) in [(Method::POST, true), (Method::PUT, true), (Method::GET, false), (Method::DELETE, false)]
    {
        let id = fixture.fresh_id().await?;
        fixture.response(method.clone(), &format!("/echo/{id}"), Bytes::new()).await?;
        let seen = fixture.seen(id, Wait::Nothing).await?;
        let lengths = seen.values("content-length");
        ensure!(lengths == ["0"] || (lengths.is_empty() && !required), "content-length of {method}: {lengths:?}");
        ensure_eq!(seen.body, fingerprint(b""), "the body of {method}");
    }
    Ok(Passed::Full)
}

/// Bodies of 0 bytes, 1 byte, 64 KiB and 1 MiB arrive whole, with their length announced, and are returned whole.
pub async fn bodies<T: HttpTransport>(fixture: &Fixture<'_, T>) -> Verdict {
    let http2 = fixture.is_http2().await?;
    for length in [0, 1, 65_536, 1_048_576] {
        let id = fixture.fresh_id().await?;
        let body = Bytes::from(pattern(length, id));
        let response = fixture.response(Method::POST, &format!("/echo/{id}"), body.clone()).await?;
        let seen = fixture.seen(id, Wait::Nothing).await?;
        ensure_eq!(seen.body, fingerprint(&body), "what arrived of {length} bytes");
        ensure_eq!(fingerprint(response.body()), fingerprint(&body), "what came back of {length} bytes");
        let announced = seen.header("content-length");
        // The case `empty_bodies` checks length 0.
        let optional = http2 || length == 0;
        ensure!(
            announced == Some(&length.to_string()) || (announced.is_none() && optional),
            "content-length: {announced:?}"
        );
    }
    Ok(Passed::Full)
}
