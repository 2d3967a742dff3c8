//! `HEAD`: whether anybody is there. 200, or 404 with a code that says whom it missed.

use http::StatusCode;

use super::error::Refusal;
use super::{HubCall, Response, done};
use crate::state::Audience;

pub(super) fn group(call: &HubCall<'_>, group: &str) -> Result<Response, Refusal> {
    exists(call, Audience::Group(group), "Warning.Group.NotExisted")
}

pub(super) fn user(call: &HubCall<'_>, user: &str) -> Result<Response, Refusal> {
    exists(call, Audience::User(user), "Warning.User.NotExisted")
}

pub(super) fn connection(call: &HubCall<'_>, id: &str) -> Result<Response, Refusal> {
    exists(call, Audience::Connection(id), "Warning.Connection.NotExisted")
}

fn exists(call: &HubCall<'_>, audience: Audience<'_>, code: &'static str) -> Result<Response, Refusal> {
    if call.hub(|hub| hub.exists(audience)) { Ok(done(StatusCode::OK)) } else { Err(Refusal::missing(code)) }
}
