//! The page at `/` for people, and `/emulator/…` for the page and for tests in any language: what happens, and what a test
//! does to it.

mod call;
mod clients;
mod events;
mod guard;
mod page;
mod query;
mod shown;
mod sign;
mod state;

use std::sync::Arc;

use bytes::Bytes;
use http::header::{CACHE_CONTROL, CONTENT_TYPE};
use http::request::Parts;
use http::{HeaderValue, Method, StatusCode};
use http_body_util::{Either, Full};
use serde_json::{Value, json};

use crate::server::{Body, ConnectionInfo, Query, Service};
use call::{Call, Failure};
pub(crate) use events::{Events, MAX_STREAMS};
pub(crate) use guard::{Access, Hosts};

pub(crate) type Response = http::Response<Either<Full<Bytes>, Events>>;

/// Whether a path is the page's or the endpoint's, and not that of an Entra ID whose tenant has the same name.
pub(crate) fn has(path: &str) -> bool {
    path == "/" || (path.starts_with("/emulator/") && !path.ends_with("/oauth2/v2.0/token"))
}

/// Responds to a request for such a path; 404 if the page is off.
pub(crate) async fn respond(
    service: &Arc<Service>,
    connection: ConnectionInfo,
    parts: &Parts,
    host: &str,
    body: Body<'_>,
) -> Response {
    let query = Query::parse(parts.uri.query().unwrap_or_default());
    let call = Call { service, connection, parts, host, query: &query, body };
    let mut response = match perform(call).await {
        Ok(response) => response,
        Err(failure) => json_response(failure.status, &json!({ "error": failure.reason })),
    };
    response.headers_mut().entry(CACHE_CONTROL).or_insert(HeaderValue::from_static("no-store"));
    response.headers_mut().insert("x-content-type-options", HeaderValue::from_static("nosniff"));
    response
}

async fn perform(call: Call<'_>) -> Result<Response, Failure> {
    let Some(hosts) = &call.service.settings.page else {
        return Err(Failure::new(StatusCode::NOT_FOUND, "The page is off."));
    };
    guard::host(call.host, hosts)?;
    guard::origin(&call.parts.headers, call.host)?;
    let path = call.parts.uri.path();
    if path == "/" {
        return match call.parts.method {
            Method::GET | Method::HEAD => page::respond(&call),
            _ => Err(Failure::method("GET")),
        };
    }
    guard::token(&call)?;
    let path: Vec<String> = path.split('/').skip(2).map(call::decoded).collect();
    let path: Vec<&str> = path.iter().map(String::as_str).collect();
    dispatch(call, &path).await
}

async fn dispatch(mut call: Call<'_>, path: &[&str]) -> Result<Response, Failure> {
    let value = match (call.parts.method.as_str(), path) {
        ("GET", ["state"]) => state::read(&call),
        ("GET", ["clients"]) => clients::list(&call)?,
        ("POST", ["clients", hub, id, action @ ("close" | "cut" | "slow")]) => {
            let parameters = call.json().await?;
            clients::act(&call, hub, id, action, &parameters)?
        }
        ("GET", ["record"]) => query::find(&call).await?,
        ("DELETE", ["record"]) => {
            call.service.controls.record.clear();
            json!({})
        }
        ("GET", ["record", number]) => query::one(&call, number)?,
        ("GET", ["events"]) => return events::respond(&call),
        ("POST", ["clock"]) => {
            let parameters = call.json().await?;
            state::move_clock(&call, &parameters)?
        }
        ("POST", ["tokens"]) => {
            let parameters = call.json().await?;
            sign::token(&call, &parameters)?
        }
        (_, ["state" | "events"] | ["record", _]) => return Err(Failure::method("GET")),
        (_, ["record"]) => return Err(Failure::method("GET, DELETE")),
        (_, ["clock" | "tokens"]) => return Err(Failure::method("POST")),
        _ => return Err(Failure::new(StatusCode::NOT_FOUND, "The emulator has no such path.")),
    };
    Ok(json_response(StatusCode::OK, &value))
}

fn json_response(status: StatusCode, value: &Value) -> Response {
    let mut response = http::Response::new(Either::Left(Full::from(value.to_string())));
    *response.status_mut() = status;
    response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("application/json; charset=utf-8"));
    response
}
