//! Routes requests.

use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use http::header::{CONTENT_TYPE, EXPECT, HOST};
use http::request::Parts;
use http::{HeaderValue, Request, StatusCode};
use http_body_util::{BodyExt as _, Full};
use hyper::body::Incoming;
use hyper::upgrade::OnUpgrade;

use super::body::Body;
use super::{ConnectionInfo, Query, Service, checks, cors, path};
use crate::clients::{self, Attempt};
use crate::entra;
use crate::rest;

type Response = http::Response<Full<Bytes>>;

/// How much of an unused body is read, and for how long, so that its sender gets to read the response.
const MAX_DRAIN_SIZE: usize = 64 * 1024 * 1024;
const DRAIN_TIMEOUT: Duration = Duration::from_secs(10);

pub(super) async fn respond(
    service: Arc<Service>,
    connection: ConnectionInfo,
    request: Request<Incoming>,
) -> Result<Response, Infallible> {
    let (mut parts, body) = request.into_parts();
    let mut body = Some(body);
    let mut response = match checks::head(&parts) {
        Err((status, reason)) => explained(status, reason),
        Ok(()) => match cors::preflight(&parts.method, &parts.headers) {
            Some(response) => response,
            None => route(&service, connection, &mut parts, &mut body).await,
        },
    };
    if let Some(body) = body
        && !parts.headers.contains_key(EXPECT)
    {
        let limit = service.settings.limits.body_timeout.min(DRAIN_TIMEOUT);
        let _ = tokio::time::timeout(limit, drain(body)).await;
    }
    cors::open(response.headers_mut());
    Ok(response)
}

async fn route(
    service: &Arc<Service>,
    connection: ConnectionInfo,
    parts: &mut Parts,
    body: &mut Option<Incoming>,
) -> Response {
    let upgrade = parts.extensions.remove::<OnUpgrade>();
    let query = Query::parse(parts.uri.query().unwrap_or_default());
    let Some(segments) = path::segments(parts.uri.path(), service.settings.decode_slashes) else {
        return plain(StatusCode::BAD_REQUEST);
    };
    let segments: Vec<&str> = segments.iter().map(String::as_str).collect();
    let host = host(parts);
    let hub = match segments[..] {
        ["api", ref rest @ ..] => {
            let body = Body::new(body, service.settings.limits.body_timeout);
            let call = rest::Call { service, connection, parts, query: &query, host: &host, body };
            return rest::respond(call, rest).await;
        }
        [tenant, "oauth2", "v2.0", "token"] => {
            let Some(authority) = &service.controls.authority else { return plain(StatusCode::NOT_FOUND) };
            let body = Body::new(body, service.settings.limits.body_timeout);
            return entra::respond(authority, connection, &parts.method, tenant, body, service.now()).await;
        }
        ["client", "hubs", hub] => Some(hub),
        ["client"] | ["client", ""] => query.get("hub"),
        _ => return plain(StatusCode::NOT_FOUND),
    };
    let attempt = Attempt { method: &parts.method, headers: &parts.headers, query: &query, host: &host, hub };
    match upgrade {
        Some(upgrade) => clients::accept(service, &attempt, upgrade),
        None => plain(StatusCode::BAD_REQUEST),
    }
}

/// `host[:port]` as the caller addressed it: HTTP/2 has it in the URL, HTTP/1 in a header.
fn host(parts: &Parts) -> String {
    let named = parts.uri.authority().map(http::uri::Authority::as_str);
    let named = named.or_else(|| parts.headers.get(HOST)?.to_str().ok());
    crate::auth::audience::host(named.unwrap_or_default()).to_owned()
}

fn plain(status: StatusCode) -> Response {
    let mut response = Response::default();
    *response.status_mut() = status;
    response
}

/// A response with the reason as text.
fn explained(status: StatusCode, reason: String) -> Response {
    let mut response = plain(status);
    *response.body_mut() = reason.into();
    response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("text/plain"));
    response
}

async fn drain(mut body: Incoming) {
    let mut left = MAX_DRAIN_SIZE;
    while let Some(Ok(frame)) = body.frame().await {
        let read = frame.data_ref().map_or(0, Bytes::len);
        match left.checked_sub(read) {
            Some(rest) => left = rest,
            None => return,
        }
    }
}
