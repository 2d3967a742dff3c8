//! `HEAD`: whether a group, user or connection exists. 200, or 404 with a code that says what is missing.

use http::StatusCode;

use super::error::Rejection;
use super::{HubCall, Response, done};
use crate::state::Audience;

pub(super) fn group(call: &HubCall<'_>, group: &str) -> Result<Response, Rejection> {
    exists(call, Audience::Group(group), "Warning.Group.NotExisted")
}

pub(super) fn user(call: &HubCall<'_>, user: &str) -> Result<Response, Rejection> {
    exists(call, Audience::User(user), "Warning.User.NotExisted")
}

pub(super) fn connection(call: &HubCall<'_>, id: &str) -> Result<Response, Rejection> {
    exists(call, Audience::Connection(id), "Warning.Connection.NotExisted")
}

fn exists(call: &HubCall<'_>, audience: Audience<'_>, code: &'static str) -> Result<Response, Rejection> {
    if call.hub(|hub| hub.exists(audience)) { Ok(done(StatusCode::OK)) } else { Err(Rejection::missing(code)) }
}
