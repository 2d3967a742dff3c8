//! Closing connections. 204, even if there are none.

use std::collections::HashSet;

use http::StatusCode;

use super::{HubCall, Response, done};
use crate::state::{Audience, CloseReason};

pub(super) fn close(call: &HubCall<'_>, audience: Audience<'_>) -> Response {
    let query = call.call.query;
    let reason = query.get("reason").unwrap_or_default();
    let excluded: HashSet<&str> = match audience {
        Audience::Connection(_) => HashSet::new(),
        _ => query.all("excluded").collect(),
    };
    call.hub(|hub| {
        for id in hub.select(audience, |connection| !excluded.contains(&*connection.id)) {
            hub.close(&id, CloseReason::Requested(reason.to_owned()));
        }
    });
    done(StatusCode::NO_CONTENT)
}
