//! Granting, revoking and checking permissions of a connection for a group; for all groups without `targetName`.

use http::StatusCode;

use super::error::Rejection;
use super::{HubCall, Response, done};
use crate::names;
use crate::permissions::{Permission, TooMany};

const MISSING: &str = "Info.Connection.NotExisted";

pub(super) fn grant(call: &HubCall<'_>, permission: &str, id: &str) -> Result<Response, Rejection> {
    match set(call, permission, id, true)? {
        Some(()) => Ok(done(StatusCode::OK)),
        None => Err(Rejection::not_found(MISSING, format!("Connection `{id}` is not found."), "Connection")),
    }
}

/// 204, even if the connection does not exist.
pub(super) fn revoke(call: &HubCall<'_>, permission: &str, id: &str) -> Result<Response, Rejection> {
    set(call, permission, id, false).map(|_| done(StatusCode::NO_CONTENT))
}

pub(super) fn check(call: &HubCall<'_>, permission: &str, id: &str) -> Result<Response, Rejection> {
    let (permission, group) = (named(permission)?, target(call)?);
    let allowed = call.hub(|hub| hub.connection(id).is_some_and(|one| one.permissions.allow(permission, group)));
    if allowed { Ok(done(StatusCode::OK)) } else { Err(Rejection::missing(MISSING)) }
}

/// `None` when there is no such connection.
fn set(call: &HubCall<'_>, permission: &str, id: &str, allowed: bool) -> Result<Option<()>, Rejection> {
    let (permission, group) = (named(permission)?, target(call)?);
    let result = call.hub(|hub| Some(hub.permissions(id)?.set(permission, group, allowed)));
    result.transpose().map_err(|TooMany| {
        Rejection::conflict("Error.Connection.Conflict", "The connection has too many permissions.", "Connection")
    })
}

fn named(name: &str) -> Result<Permission, Rejection> {
    Permission::named(name).ok_or_else(|| Rejection::bad_request("permission", "Invalid permission."))
}

fn target<'a>(call: &HubCall<'a>) -> Result<Option<&'a str>, Rejection> {
    match call.call.query.get("targetName") {
        Some(group) if !names::is_group(group) => Err(Rejection::bad_request("targetName", "Invalid targetName.")),
        group => Ok(group),
    }
}
