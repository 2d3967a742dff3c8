//! `:addToGroups` and `:removeFromGroups`: many connections, chosen by a filter, and many groups.
//! 200, whoever was found.

use http::StatusCode;
use serde::Deserialize;

use super::error::Refusal;
use super::{HubCall, Response, body, done, parameters};
use crate::filter::Filter;
use crate::names;
use crate::state::{Audience, Hub};

#[derive(Deserialize)]
struct Wanted {
    groups: Vec<String>,
    filter: Option<String>,
}

pub(super) async fn add(call: HubCall<'_>) -> Result<Response, Refusal> {
    change(call, |hub, id, group| {
        hub.join(id, group);
    })
    .await
}

pub(super) async fn remove(call: HubCall<'_>) -> Result<Response, Refusal> {
    change(call, Hub::leave).await
}

async fn change(call: HubCall<'_>, change: fn(&mut Hub, &str, &str)) -> Result<Response, Refusal> {
    let json = body::json(&call.call.parts.headers, call.call.body).await?;
    let wanted: Wanted = serde_json::from_slice(&json)
        .map_err(|error| Refusal::bad_request("body", format!("Invalid body: {error}.")))?;
    if wanted.groups.is_empty() || !wanted.groups.iter().all(|group| names::is_group(group)) {
        return Err(Refusal::bad_request("groups", "Invalid group name."));
    }
    let filter: Option<Filter> = parameters::filter(wanted.filter.as_deref())?;
    call.hub(|hub| {
        // Chosen before anything changes: the filter may ask about the groups.
        let ids = hub.select(Audience::All, |connection| {
            filter.as_ref().is_none_or(|filter| filter.matches(connection.facts()))
        });
        for id in &ids {
            wanted.groups.iter().for_each(|group| change(hub, id, group));
        }
    });
    Ok(done(StatusCode::OK))
}
