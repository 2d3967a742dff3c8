//! The REST data plane: `/api/…`.

mod body;
mod bulk;
mod close;
mod cursor;
mod error;
mod exists;
mod groups;
mod list;
mod metadata;
mod parameters;
mod permissions;
mod routes;
mod select;
mod send;
mod token;
mod version;

use bytes::Bytes;
use http::request::Parts;
use http::{HeaderValue, StatusCode};
use http_body_util::Full;

use crate::auth::CRITICAL;
use crate::auth::rest::{Caller, Rule, caller};
use crate::entra::Denied;
use crate::names;
use crate::server::{Body, ConnectionInfo, Query, Service};
use crate::state::{Audience, Hub};
use error::Rejection;
use routes::{Operation, Route};

pub(crate) type Response = http::Response<Full<Bytes>>;

/// A request whose path and query are decoded.
pub(crate) struct Call<'a> {
    pub(crate) service: &'a Service,
    pub(crate) connection: ConnectionInfo,
    pub(crate) parts: &'a Parts,
    pub(crate) query: &'a Query,
    /// `host[:port]` as the caller addressed it.
    pub(crate) host: &'a str,
    pub(crate) body: Body<'a>,
}

/// An authorized call, and its hub in lower case.
struct HubCall<'a> {
    call: Call<'a>,
    caller: Caller,
    hub: String,
}

impl HubCall<'_> {
    fn hub<R>(&self, work: impl FnOnce(&mut Hub) -> R) -> R {
        self.call.service.state.hub(&self.hub, work)
    }
}

/// Responds to a request below `/api`.
pub(crate) async fn respond(call: Call<'_>, path: &[&str]) -> Response {
    let mut response = match perform(call, path).await {
        Ok(response) => response,
        Err(rejection) => rejection.response(),
    };
    response.headers_mut().insert(version::SUPPORTED_HEADER, HeaderValue::from_static(version::SUPPORTED));
    response
}

async fn perform(call: Call<'_>, path: &[&str]) -> Result<Response, Rejection> {
    if let Some(seconds) = call.service.controls.throttle.rejects() {
        return Err(Rejection::too_many_requests(seconds));
    }
    let route = Route::find(&call.parts.method, path)?;
    version::check(call.query, route.since)?;
    if route.operation == Operation::Health {
        return Ok(done(StatusCode::OK));
    }
    let caller = authorized(&call)?;
    let hub = route.hub.unwrap_or_default();
    check(names::is_hub(hub), "hub")?;
    check_names(&route)?;
    let call = HubCall { call, caller, hub: hub.to_ascii_lowercase() };
    dispatch(call, &route).await
}

async fn dispatch(call: HubCall<'_>, route: &Route<'_>) -> Result<Response, Rejection> {
    match (route.operation, &route.names[..]) {
        (Operation::GenerateToken, []) => token::generate(&call),
        (Operation::SendToAll, []) => send::send(call, Audience::All).await,
        (Operation::SendToGroup, [group]) => send::send(call, Audience::Group(group)).await,
        (Operation::SendToUser, [user]) => send::send(call, Audience::User(user)).await,
        (Operation::SendToConnection, [id]) => send::send(call, Audience::Connection(id)).await,
        (Operation::CloseAllConnections, []) => close::close(&call, Audience::All).await,
        (Operation::CloseGroupConnections, [group]) => close::close(&call, Audience::Group(group)).await,
        (Operation::CloseUserConnections, [user]) => close::close(&call, Audience::User(user)).await,
        (Operation::CloseConnection, [id]) => close::close(&call, Audience::Connection(id)).await,
        (Operation::GroupExists, [group]) => exists::group(&call, group),
        (Operation::UserExists, [user]) => exists::user(&call, user),
        (Operation::ConnectionExists, [id]) => exists::connection(&call, id),
        (Operation::AddConnectionToGroup, [group, id]) => groups::add_connection(&call, group, id),
        (Operation::RemoveConnectionFromGroup, [group, id]) => Ok(groups::remove_connection(&call, group, id)),
        (Operation::RemoveConnectionFromAllGroups, [id]) => Ok(groups::remove_connection_from_all(&call, id)),
        (Operation::AddUserToGroup, [user, group]) => groups::add_user(&call, user, group).await,
        (Operation::RemoveUserFromGroup, [user, group]) => groups::remove_user(&call, user, group).await,
        (Operation::RemoveUserFromAllGroups, [user]) => groups::remove_user_from_all(&call, user).await,
        (Operation::AddConnectionsToGroups, []) => bulk::add(call).await,
        (Operation::RemoveConnectionsFromGroups, []) => bulk::remove(call).await,
        (Operation::ListConnectionsInGroup, [group]) => list::list(&call, group),
        (Operation::GrantPermission, [permission, id]) => permissions::grant(&call, permission, id),
        (Operation::RevokePermission, [permission, id]) => permissions::revoke(&call, permission, id),
        (Operation::CheckPermission, [permission, id]) => permissions::check(&call, permission, id),
        _ => Err(Rejection::status(StatusCode::NOT_FOUND)),
    }
}

fn authorized(call: &Call<'_>) -> Result<Caller, Rejection> {
    let path = call.parts.uri.path_and_query().map_or("/", http::uri::PathAndQuery::as_str);
    let settings = &call.service.settings;
    let rule = Rule {
        keys: settings.keys().collect(),
        authority: call.service.controls.authority.as_ref(),
        allow_unvalidated_entra_tokens: settings.allow_unvalidated_entra_tokens,
        url: &format!("{}{path}", call.host),
        now: call.service.now(),
    };
    caller(&call.parts.headers, &rule).map_err(|denied| match denied {
        Denied::Token(why) => Rejection::unauthorized(why),
        Denied::Critical => Rejection::challenge(CRITICAL.to_owned()),
        Denied::Claims(claims) => Rejection::claims(&claims),
    })
}

fn check_names(route: &Route<'_>) -> Result<(), Rejection> {
    route.kinds().zip(&route.names).try_for_each(|(kind, name)| match kind {
        "group" => check(names::is_group(name), kind),
        _ => check(!name.trim().is_empty(), kind),
    })
}

fn check(valid: bool, what: &'static str) -> Result<(), Rejection> {
    if valid { Ok(()) } else { Err(Rejection::bad_request(what, format!("Invalid {what} name."))) }
}

/// A response without a body.
fn done(status: StatusCode) -> Response {
    let mut response = Response::default();
    *response.status_mut() = status;
    response
}

/// 200 with a JSON body.
fn json(body: &impl serde::Serialize) -> Response {
    // Serializing strings and numbers to memory cannot fail.
    let mut response = Response::new(Full::from(serde_json::to_vec(body).unwrap_or_default()));
    let kind = HeaderValue::from_static("application/json; charset=utf-8");
    response.headers_mut().insert(http::header::CONTENT_TYPE, kind);
    response
}
