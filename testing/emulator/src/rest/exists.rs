//! `HEAD`: whether anybody is there. 200 or 404.

use http::StatusCode;

use super::error::Refusal;
use super::{HubCall, Response, done};
use crate::state::Audience;

pub(super) fn exists(call: &HubCall<'_>, audience: Audience<'_>) -> Result<Response, Refusal> {
    if call.hub(|hub| hub.exists(audience)) {
        return Ok(done(StatusCode::OK));
    }
    Err(Refusal::not_found("Error.Connection.NotExisted", "", "Connection"))
}
