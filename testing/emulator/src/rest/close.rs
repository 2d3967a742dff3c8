//! Closing connections. 204, even if there are none.

use std::collections::HashSet;

use http::StatusCode;

use super::error::Rejection;
use super::select::{each, select};
use super::{HubCall, Response, done};
use crate::state::{Audience, CloseReason};

pub(super) async fn close(call: &HubCall<'_>, audience: Audience<'_>) -> Result<Response, Rejection> {
    let query = call.call.query;
    let reason = query.get("reason").unwrap_or_default();
    let excluded: HashSet<&str> = match audience {
        Audience::Connection(_) => HashSet::new(),
        _ => query.all("excluded").collect(),
    };
    let ids = select(call, audience, &excluded, None).await?;
    let close = each(call, &ids, |hub, id| {
        let groups = hub.group_count(id);
        hub.close(id, CloseReason::Requested(reason.to_owned()));
        Ok::<_, Rejection>(groups)
    });
    close.await?;
    Ok(done(StatusCode::NO_CONTENT))
}
