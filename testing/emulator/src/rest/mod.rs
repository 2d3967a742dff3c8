//! The REST data plane: `/api/…`.

mod body;
mod close;
mod error;
mod exists;
mod routes;
mod send;
mod version;

use bytes::Bytes;
use http::request::Parts;
use http::{HeaderValue, StatusCode};
use http_body_util::Full;
use hyper::body::Incoming;

use crate::auth;
use crate::names;
use crate::server::{Query, Service};
use crate::state::{Audience, Hub};
use error::Refusal;
use routes::{Operation, Route};

pub(crate) type Response = http::Response<Full<Bytes>>;

/// A request, read as far as the server reads it.
pub(crate) struct Call<'a> {
    pub(crate) service: &'a Service,
    pub(crate) parts: &'a Parts,
    pub(crate) query: &'a Query,
    /// `host[:port]` the caller speaks to.
    pub(crate) host: &'a str,
    /// Taken by who reads it.
    pub(crate) body: &'a mut Option<Incoming>,
}

/// Answers a request below `/api`.
pub(crate) async fn answer(call: Call<'_>, path: &[&str]) -> Response {
    let mut response = match perform(call, path).await {
        Ok(response) => response,
        Err(refusal) => refusal.response(),
    };
    response.headers_mut().insert(version::SUPPORTED_HEADER, HeaderValue::from_static(version::SUPPORTED));
    response
}

async fn perform(call: Call<'_>, path: &[&str]) -> Result<Response, Refusal> {
    let route = Route::find(&call.parts.method, path)?;
    version::check(call.query, route.since)?;
    if route.operation == Operation::Health {
        return Ok(done(StatusCode::OK));
    }
    authorize(&call)?;
    let Some(hub) = route.hub.filter(|hub| names::is_hub(hub)).map(str::to_ascii_lowercase) else {
        return Err(Refusal::bad_request("hub", "Invalid hub name."));
    };
    let call = HubCall { call, hub };
    match (route.operation, &route.names[..]) {
        (Operation::SendToAll, []) => send::send(call, Audience::All).await,
        (Operation::SendToGroup, [group]) => send::send(call, Audience::Group(checked_group(group)?)).await,
        (Operation::SendToUser, [user]) => send::send(call, Audience::User(user)).await,
        (Operation::SendToConnection, [id]) => send::send(call, Audience::Connection(id)).await,
        (Operation::CloseConnection, [id]) => Ok(close::close(&call, Audience::Connection(id))),
        (Operation::ConnectionExists, [id]) => exists::exists(&call, Audience::Connection(id)),
        _ => Err(Refusal::status(StatusCode::NOT_FOUND)),
    }
}

fn authorize(call: &Call<'_>) -> Result<(), Refusal> {
    let path = call.parts.uri.path_and_query().map_or("/", http::uri::PathAndQuery::as_str);
    let url = format!("{}{path}", call.host);
    let key = &call.service.settings.access_key.0;
    if auth::rest::allows(&call.parts.headers, &url, key, call.service.now()) {
        Ok(())
    } else {
        Err(Refusal::status(StatusCode::UNAUTHORIZED))
    }
}

/// A call that is allowed, and the hub it is about.
struct HubCall<'a> {
    call: Call<'a>,
    hub: String,
}

impl HubCall<'_> {
    fn hub<R>(&self, work: impl FnOnce(&mut Hub) -> R) -> R {
        self.call.service.state.hub(&self.hub, work)
    }
}

fn checked_group(group: &str) -> Result<&str, Refusal> {
    if names::is_group(group) { Ok(group) } else { Err(Refusal::bad_request("group", "Invalid group name.")) }
}

/// An answer without a body.
fn done(status: StatusCode) -> Response {
    let mut response = Response::default();
    *response.status_mut() = status;
    response
}
