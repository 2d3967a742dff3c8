//! Group membership. Adding a missing connection or user is 404; removing one is not.

use http::StatusCode;

use super::error::Rejection;
use super::{HubCall, Response, done};
use crate::state::Audience;

pub(super) fn add_connection(call: &HubCall<'_>, group: &str, id: &str) -> Result<Response, Rejection> {
    if call.hub(|hub| hub.join(id, group)) {
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
pub(super) fn add_user(call: &HubCall<'_>, user: &str, group: &str) -> Result<Response, Rejection> {
    let found = call.hub(|hub| {
        let ids = hub.select(Audience::User(user), |_| true);
        for id in &ids {
            hub.join(id, group);
        }
        !ids.is_empty()
    });
    if found {
        return Ok(done(StatusCode::OK));
    }
    Err(Rejection::not_found("Error.User.NotExisted", format!("User `{user}` is not found."), "User"))
}

pub(super) fn remove_user(call: &HubCall<'_>, user: &str, group: &str) -> Response {
    call.hub(|hub| hub.select(Audience::User(user), |_| true).iter().for_each(|id| hub.leave(id, group)));
    done(StatusCode::NO_CONTENT)
}

pub(super) fn remove_user_from_all(call: &HubCall<'_>, user: &str) -> Response {
    call.hub(|hub| hub.select(Audience::User(user), |_| true).iter().for_each(|id| hub.leave_all(id)));
    done(StatusCode::NO_CONTENT)
}
