//! Group membership. Adding a missing connection or user is 404; removing one is not.

use std::collections::HashSet;
use std::sync::Arc;

use http::StatusCode;

use super::error::Rejection;
use super::select::each;
use super::{HubCall, Response, done};
use crate::state::{Audience, Hub, TooManyGroups};

pub(super) fn add_connection(call: &HubCall<'_>, group: &str, id: &str) -> Result<Response, Rejection> {
    let max = call.call.service.settings.limits.max_groups;
    if call.hub(|hub| hub.join(id, group, max)).map_err(too_many)? {
        return Ok(done(StatusCode::OK));
    }
    Err(Rejection::not_found("Error.Connection.NotExisted", format!("Connection `{id}` is not found."), "Connection"))
}

pub(super) fn remove_connection(call: &HubCall<'_>, group: &str, id: &str) -> Response {
    call.hub(|hub| hub.leave(id, group));
    done(StatusCode::NO_CONTENT)
}

pub(super) fn remove_connection_from_all(call: &HubCall<'_>, id: &str) -> Response {
    call.hub(|hub| hub.leave_all(id));
    done(StatusCode::NO_CONTENT)
}

/// All current connections of the user; later ones do not join the group.
pub(super) async fn add_user(call: &HubCall<'_>, user: &str, group: &str) -> Result<Response, Rejection> {
    let (ids, groups) = (of_user(call, user), HashSet::from([group]));
    if ids.is_empty() {
        return Err(Rejection::not_found("Error.User.NotExisted", format!("User `{user}` is not found."), "User"));
    }
    let max = call.call.service.settings.limits.max_groups;
    each(call, &ids, |hub, id| hub.may_join(id, &groups, max).map(|()| 1)).await.map_err(too_many)?;
    each(call, &ids, |hub, id| hub.join(id, group, max).map(usize::from)).await.map_err(too_many)?;
    Ok(done(StatusCode::OK))
}

pub(super) async fn remove_user(call: &HubCall<'_>, user: &str, group: &str) -> Result<Response, Rejection> {
    let leave = |hub: &mut Hub, id: &str| {
        hub.leave(id, group);
        Ok::<_, Rejection>(1)
    };
    each(call, &of_user(call, user), leave).await?;
    Ok(done(StatusCode::NO_CONTENT))
}

pub(super) async fn remove_user_from_all(call: &HubCall<'_>, user: &str) -> Result<Response, Rejection> {
    let leave = |hub: &mut Hub, id: &str| {
        let groups = hub.group_count(id);
        hub.leave_all(id);
        Ok::<_, Rejection>(groups)
    };
    each(call, &of_user(call, user), leave).await?;
    Ok(done(StatusCode::NO_CONTENT))
}

fn of_user(call: &HubCall<'_>, user: &str) -> Vec<Arc<str>> {
    call.hub(|hub| hub.select(Audience::User(user), |_| true))
}

pub(super) fn too_many(error: TooManyGroups) -> Rejection {
    Rejection::conflict("Error.Connection.Conflict", error.to_string(), "Connection")
}
