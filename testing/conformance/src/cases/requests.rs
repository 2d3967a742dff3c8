//! What goes out is what the client made.

use crate::hash::{fingerprint, pattern};
use crate::lab::{Wait, unexpected};
use crate::verdict::{ensure, ensure_eq};
use crate::{Lab, Limit, Passed, Verdict};
use bytes::Bytes;
use http::header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE, HeaderValue, USER_AGENT};
use http::{Method, Uri};
use webpubsub_core::HttpTransport;

/// Each method arrives as itself, with its body or without.
pub async fn methods<T: HttpTransport>(lab: &Lab<'_, T>) -> Verdict {
    for (method, body) in [
        (Method::GET, ""),
        (Method::HEAD, ""),
        (Method::POST, "x"),
        (Method::PUT, "x"),
        (Method::PATCH, "x"),
        (Method::DELETE, ""),
        (Method::OPTIONS, ""),
    ] {
        let id = lab.fresh_id().await?;
        let answer = lab.answer(method.clone(), &format!("/echo/{id}"), body).await?;
        ensure_eq!(answer.status().as_u16(), 200, "the answer to {method}");
        let seen = lab.seen(id, Wait::Nothing).await?;
        ensure_eq!(seen.line, format!("{method} /echo/{id}"), "what arrived");
        ensure_eq!(seen.body, fingerprint(body.as_bytes()), "the body of {method}");
        ensure_eq!(seen.arrivals, 1, "how often {method} arrived");
    }
    Ok(Passed::Full)
}

/// Everything that a path or query can hold, and that a URL library likes to decode, encode or tidy up.
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
pub async fn path_and_query<T: HttpTransport>(lab: &Lab<'_, T>) -> Verdict {
    for tail in TAILS {
        let id = lab.fresh_id().await?;
        let path = format!("/echo/{id}/{tail}");
        lab.answer(Method::POST, &path, Bytes::new()).await?;
        ensure_eq!(lab.seen(id, Wait::Nothing).await?.line, format!("POST {path}"), "what arrived");
    }
    Ok(Passed::Full)
}

/// A bare `'` in a query, which a link of the service may hold, stays.
pub async fn quote_in_a_query<T: HttpTransport>(lab: &Lab<'_, T>) -> Verdict {
    let id = lab.fresh_id().await?;
    let path = format!("/echo/{id}?filter=userId%20eq%20'ann'&x=%27");
    lab.answer(Method::GET, &path, Bytes::new()).await?;
    let line = lab.seen(id, Wait::Nothing).await?.line;
    if lab.has(Limit::QuotesEncoded) {
        ensure_eq!(line, format!("GET {}", path.replace('\'', "%27")), "what arrived");
        return Ok(Passed::SafeSide(Limit::QuotesEncoded));
    }
    ensure_eq!(line, format!("GET {path}"), "what arrived");
    Ok(Passed::Full)
}

/// `Host`, or `:authority` in HTTP/2, is host and port of the URL.
pub async fn host<T: HttpTransport>(lab: &Lab<'_, T>) -> Verdict {
    let id = lab.fresh_id().await?;
    lab.answer(Method::GET, &format!("/echo/{id}"), Bytes::new()).await?;
    let base = lab.base().parse::<Uri>().ok();
    let authority = base.as_ref().and_then(|uri| Some(uri.authority()?.as_str().to_owned()));
    ensure_eq!(lab.seen(id, Wait::Nothing).await?.header("host"), authority.as_deref(), "host");
    Ok(Passed::Full)
}

/// Headers arrive with their values, sensitive ones too; two of one name both do; none is made up that changes what the
/// request means.
pub async fn request_headers<T: HttpTransport>(lab: &Lab<'_, T>) -> Verdict {
    let id = lab.fresh_id().await?;
    let mut request = lab.request(Method::POST, &format!("/echo/{id}"), "{}")?;
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
    let restricted = lab.has(Limit::HeadersRestricted);
    let expected = headers.clone();
    lab.transport().send(request).await.map_err(|error| unexpected("POST", &error))?;
    let seen = lab.seen(id, Wait::Nothing).await?;
    for name in expected.keys().filter(|name| *name != USER_AGENT || !restricted) {
        let values: Vec<&str> = expected.get_all(name).iter().filter_map(|value| value.to_str().ok()).collect();
        ensure_eq!(seen.values(name.as_str()), values, "{name}");
    }
    for name in ["cookie", "expect", "transfer-encoding", "content-encoding"] {
        ensure!(seen.header(name).is_none(), "{name} was added");
    }
    let bare = lab.fresh_id().await?;
    lab.answer(Method::POST, &format!("/echo/{bare}"), "x").await?;
    let seen = lab.seen(bare, Wait::Nothing).await?;
    for name in ["authorization", "content-type"] {
        ensure!(seen.header(name).is_none(), "{name} was added");
    }
    Ok(if restricted { Passed::SafeSide(Limit::HeadersRestricted) } else { Passed::Full })
}

/// POST and PUT without a body say so, because gateways answer 411 otherwise; other methods announce no body.
pub async fn empty_bodies<T: HttpTransport>(lab: &Lab<'_, T>) -> Verdict {
    let http2 = lab.is_http2().await?;
    for (method, said) in [(Method::POST, true), (Method::PUT, true), (Method::GET, false), (Method::DELETE, false)] {
        let id = lab.fresh_id().await?;
        lab.answer(method.clone(), &format!("/echo/{id}"), Bytes::new()).await?;
        let seen = lab.seen(id, Wait::Nothing).await?;
        let length = seen.header("content-length");
        ensure!(
            length == Some("0") || (length.is_none() && (http2 || !said)),
            "content-length of {method}: {length:?}"
        );
        ensure_eq!(seen.body, fingerprint(b""), "the body of {method}");
    }
    Ok(Passed::Full)
}

/// Bodies of 0 bytes, 1 byte, 64 KiB and 1 MiB arrive whole, with their length announced, and come back whole.
pub async fn bodies<T: HttpTransport>(lab: &Lab<'_, T>) -> Verdict {
    let http2 = lab.is_http2().await?;
    for length in [0, 1, 65_536, 1_048_576] {
        let id = lab.fresh_id().await?;
        let body = Bytes::from(pattern(length, id));
        let answer = lab.answer(Method::POST, &format!("/echo/{id}"), body.clone()).await?;
        let seen = lab.seen(id, Wait::Nothing).await?;
        ensure_eq!(seen.body, fingerprint(&body), "what arrived of {length} bytes");
        ensure_eq!(fingerprint(answer.body()), fingerprint(&body), "what came back of {length} bytes");
        let said = seen.header("content-length");
        // What becomes of no body is `empty_bodies`.
        let may_be_silent = http2 || length == 0;
        ensure!(said == Some(&length.to_string()) || (said.is_none() && may_be_silent), "content-length: {said:?}");
    }
    Ok(Passed::Full)
}
