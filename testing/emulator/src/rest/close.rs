//! Ending connections. 204, whoever was there.

use http::StatusCode;

use super::{HubCall, Response, done};
use crate::state::{Audience, Closing};

pub(super) fn close(call: &HubCall<'_>, audience: Audience<'_>) -> Response {
    let reason = call.call.query.get("reason").unwrap_or_default();
    call.hub(|hub| {
        for id in hub.ids(audience) {
            hub.close(&id, Closing::Asked(reason.to_owned()));
        }
    });
    done(StatusCode::NO_CONTENT)
}
