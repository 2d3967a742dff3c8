//! The connections in a group, in pages, ordered by id.

use serde::Serialize;

use super::error::Rejection;
use super::{HubCall, Response, cursor, json, parameters};

const MAX_PAGE_SIZE: u32 = 200;

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Page {
    value: Vec<Member>,
    #[serde(skip_serializing_if = "Option::is_none")]
    next_link: Option<String>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Member {
    connection_id: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    user_id: Option<String>,
}

pub(super) fn list(call: &HubCall<'_>, group: &str) -> Result<Response, Rejection> {
    let query = call.call.query;
    let per_page = parameters::number(query, "maxpagesize", 1, MAX_PAGE_SIZE)?.unwrap_or(MAX_PAGE_SIZE);
    let top = parameters::number(query, "top", 1, i32::MAX.unsigned_abs())?;
    let after = after(call, group)?;

    let size = top.map_or(per_page, |top| top.min(per_page));
    let limit = usize::try_from(size).unwrap_or(usize::MAX);
    let (value, more) = call.hub(|hub| {
        let members = hub.members_after(group, after.as_deref(), limit.saturating_add(1));
        let more = members.len() > limit;
        let value: Vec<Member> = members
            .into_iter()
            .take(limit)
            .map(|one| Member { connection_id: one.id.to_string(), user_id: one.user.as_deref().map(str::to_owned) })
            .collect();
        (value, more)
    });
    let left = top.map(|top| top - size);
    let next_link = match value.last() {
        Some(last) if more && left != Some(0) => next_link(call, group, &last.connection_id, per_page, left),
        _ => None,
    };
    Ok(json(&Page { value, next_link }))
}

/// The last connection of the previous page.
fn after(call: &HubCall<'_>, group: &str) -> Result<Option<String>, Rejection> {
    let invalid = || Rejection::bad_request("continuationToken", "Invalid continuationToken.");
    let mut tokens = call.call.query.all("continuationToken");
    let Some(token) = tokens.next() else { return Ok(None) };
    if tokens.next().is_some() {
        return Err(invalid());
    }
    let key = &call.call.service.settings.access_key.0;
    cursor::read(key, &call.hub, group, token).map(Some).ok_or_else(invalid)
}

fn next_link(call: &HubCall<'_>, group: &str, last: &str, per_page: u32, left: Option<u32>) -> Option<String> {
    let token = cursor::write(&call.call.service.settings.access_key.0, &call.hub, group, last)?;
    let scheme = call.call.connection.scheme();
    let (host, path) = (call.call.host, call.call.parts.uri.path());
    let version = call.call.query.get("api-version").unwrap_or("2024-12-01");
    let top = left.map(|left| format!("&top={left}")).unwrap_or_default();
    Some(format!("{scheme}://{host}{path}?api-version={version}&maxpagesize={per_page}{top}&continuationToken={token}"))
}
