//! `:addToGroups` and `:removeFromGroups`: many connections, selected by a filter, and many groups. 200, even if no
//! connection matches.

use http::StatusCode;
use serde::Deserialize;

use super::error::Rejection;
use super::{HubCall, Response, body, done};
use crate::filter::Filter;
use crate::names;
use crate::state::{Audience, Hub};

#[derive(Deserialize)]
struct Parameters {
    groups: Vec<String>,
    filter: Option<String>,
}

pub(super) async fn add(call: HubCall<'_>) -> Result<Response, Rejection> {
    change(call, |hub, id, group| {
        hub.join(id, group);
    })
    .await
}

pub(super) async fn remove(call: HubCall<'_>) -> Result<Response, Rejection> {
    change(call, Hub::leave).await
}

async fn change(mut call: HubCall<'_>, change: fn(&mut Hub, &str, &str)) -> Result<Response, Rejection> {
    let json = body::json(&call.call.parts.headers, &mut call.call.body).await?;
    let parameters: Parameters = serde_json::from_slice(&json)
        .map_err(|error| Rejection::bad_request("body", format!("Invalid body: {error}.")))?;
    if parameters.groups.is_empty() || !parameters.groups.iter().all(|group| names::is_group(group)) {
        return Err(Rejection::bad_request("groups", "Invalid group name."));
    }
    let filter: Option<Filter> = super::parameters::filter(parameters.filter.as_deref())?;
    call.hub(|hub| {
        // Selected before any change, because the filter may refer to the groups.
        let ids = hub.select(Audience::All, |connection| {
            filter.as_ref().is_none_or(|filter| filter.matches(connection.facts()))
        });
        for id in &ids {
            parameters.groups.iter().for_each(|group| change(hub, id, group));
        }
    });
    Ok(done(StatusCode::OK))
}
