//! Routes requests.

use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use http::header::{CONTENT_TYPE, EXPECT, HOST};
use http::request::Parts;
use http::{HeaderValue, Request, StatusCode};
use http_body_util::{BodyExt as _, Either, Full};
use hyper::body::Incoming;
use hyper::upgrade::OnUpgrade;

use super::body::{Body, Source};
use super::{ConnectionInfo, Query, Service, cors, path, validate};
use crate::admin;
use crate::clients::{self, Attempt};
use crate::entra;
use crate::record::{Exchange, Outcome};
use crate::rest;

type Response = http::Response<Full<Bytes>>;
type AnyResponse = admin::Response;

/// How much of an unused body is read, and for how long, so that its sender gets to read the response.
const MAX_DRAIN_SIZE: usize = 64 * 1024 * 1024;
const DRAIN_TIMEOUT: Duration = Duration::from_secs(10);

/// For whoever has mistaken the path.
const NOTHING: &str = "Nothing is here. REST calls go to /api/hubs/{hub}/…, clients connect to /client/hubs/{hub}.";

pub(super) async fn respond(
    service: Arc<Service>,
    connection: ConnectionInfo,
    request: Request<Incoming>,
) -> Result<AnyResponse, Infallible> {
    let (mut parts, body) = request.into_parts();
    if admin::has(parts.uri.path()) && validate::head(&parts).is_ok() {
        return Ok(for_people(&service, connection, &parts, body).await);
    }
    let record = &service.controls.record;
    let mut exchange = Exchange::begin(record, &parts);
    let mut body = Source { unread: Some(body), read: Bytes::new() };
    let mut response = match validate::head(&parts) {
        Err((status, reason)) => explained(status, reason),
        Ok(()) => match cors::preflight(&parts.method, &parts.headers) {
            Some(response) => response,
            None => route(&service, connection, &mut parts, &mut body, &mut exchange).await,
        },
    };
    exchange.end(record, response.status(), response.extensions_mut(), &body.read);
    if let Some(body) = body.unread
        && !parts.headers.contains_key(EXPECT)
    {
        let limit = service.settings.limits.body_timeout.min(DRAIN_TIMEOUT);
        let _ = tokio::time::timeout(limit, drain(body)).await;
    }
    cors::open(response.headers_mut());
    Ok(response.map(Either::Left))
}

/// The page and its endpoint: not recorded, and without a header that lets other origins read them.
async fn for_people(service: &Arc<Service>, connection: ConnectionInfo, parts: &Parts, body: Incoming) -> AnyResponse {
    let mut body = Source { unread: Some(body), read: Bytes::new() };
    let reader = Body::new(&mut body, service.settings.limits.body_timeout);
    admin::respond(service, connection, parts, &host(parts), reader).await
}

async fn route(
    service: &Arc<Service>,
    connection: ConnectionInfo,
    parts: &mut Parts,
    body: &mut Source,
    exchange: &mut Exchange,
) -> Response {
    let upgrade = parts.extensions.remove::<OnUpgrade>();
    let query = Query::parse(parts.uri.query().unwrap_or_default());
    let Some(segments) = path::segments(parts.uri.path(), service.settings.decode_slashes) else {
        let reason = "The path is not UTF-8, or has a segment `.` or `..`.".to_owned();
        return explained(StatusCode::BAD_REQUEST, reason);
    };
    let segments: Vec<&str> = segments.iter().map(String::as_str).collect();
    exchange.names(&segments);
    let host = host(parts);
    let hub = match segments[..] {
        ["api", ref rest @ ..] => {
            let body = Body::new(body, service.settings.limits.body_timeout);
            let call = rest::Call { service, connection, parts, query: &query, host: &host, body };
            return rest::respond(call, rest).await;
        }
        [tenant, "oauth2", "v2.0", "token"] => {
            let Some(authority) = &service.controls.authority else {
                let reason = "The emulator has no Entra ID: start it with --entra-tenant, or Builder::entra.";
                return explained(StatusCode::NOT_FOUND, reason.to_owned());
            };
            let reader = Body::new(body, service.settings.limits.body_timeout);
            let response = entra::respond(authority, connection, &parts.method, tenant, reader, service.now()).await;
            // It holds a secret.
            body.read = Bytes::new();
            return response;
        }
        ["client", "hubs", hub] => Some(hub),
        ["client"] | ["client", ""] => query.get("hub"),
        _ => return explained(StatusCode::NOT_FOUND, NOTHING.to_owned()),
    };
    let attempt = Attempt { method: &parts.method, headers: &parts.headers, query: &query, host: &host, hub };
    match upgrade {
        Some(upgrade) => clients::accept(service, &attempt, upgrade).await,
        None => explained(StatusCode::BAD_REQUEST, "A WebSocket upgrade is expected here.".to_owned()),
    }
}

/// `host[:port]` as the caller addressed it: HTTP/2 has it in the URL, HTTP/1 in a header.
fn host(parts: &Parts) -> String {
    let named = parts.uri.authority().map(http::uri::Authority::as_str);
    let named = named.or_else(|| parts.headers.get(HOST)?.to_str().ok());
    crate::auth::audience::host(named.unwrap_or_default()).to_owned()
}

/// A response with the reason as text.
fn explained(status: StatusCode, reason: String) -> Response {
    let mut response = Response::default();
    *response.status_mut() = status;
    response.extensions_mut().insert(Outcome::refused(&*reason));
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
