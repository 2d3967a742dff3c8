//! `:addToGroups` and `:removeFromGroups`: many connections, selected by a filter, and many groups. 200, even if no
//! connection matches.

use std::collections::HashSet;
use std::sync::Arc;

use http::StatusCode;
use serde::Deserialize;

use super::error::Rejection;
use super::groups::too_many;
use super::select::{SLICE, each, select};
use super::{HubCall, Response, body, done, parameters};
use crate::names;
use crate::state::Audience;

#[derive(Deserialize)]
struct Parameters {
    groups: Vec<String>,
    filter: Option<String>,
}

pub(super) async fn add(mut call: HubCall<'_>) -> Result<Response, Rejection> {
    let parameters = read(&mut call).await?;
    let (ids, groups) = (selected(&call, &parameters).await?, groups(&parameters));
    let max = call.call.service.settings.limits.max_groups;
    let check = each(&call, &ids, |hub, id| hub.may_join(id, &groups, max).map(|()| groups.len()));
    check.await.map_err(too_many)?;
    // Slices of groups, too: one connection can join many.
    for slice in groups.iter().collect::<Vec<_>>().chunks(SLICE) {
        let join = each(&call, &ids, |hub, id| {
            slice.iter().try_for_each(|group| hub.join(id, group, max).map(drop))?;
            Ok(slice.len())
        });
        join.await.map_err(too_many)?;
    }
    Ok(done(StatusCode::OK))
}

pub(super) async fn remove(mut call: HubCall<'_>) -> Result<Response, Rejection> {
    let parameters = read(&mut call).await?;
    let (ids, groups) = (selected(&call, &parameters).await?, groups(&parameters));
    for slice in groups.iter().collect::<Vec<_>>().chunks(SLICE) {
        let leave = each(&call, &ids, |hub, id| {
            for group in slice {
                hub.leave(id, group);
            }
            Ok::<_, Rejection>(slice.len())
        });
        leave.await?;
    }
    Ok(done(StatusCode::OK))
}

async fn read(call: &mut HubCall<'_>) -> Result<Parameters, Rejection> {
    let json = body::json(&call.call.parts.headers, &mut call.call.body).await?;
    let parameters: Parameters = serde_json::from_slice(&json)
        .map_err(|error| Rejection::bad_request("body", format!("Invalid body: {error}.")))?;
    if parameters.groups.is_empty() || !parameters.groups.iter().all(|group| names::is_group(group)) {
        return Err(Rejection::bad_request("groups", "Invalid group name."));
    }
    let (count, max) = (groups(&parameters).len(), call.call.service.settings.limits.max_groups);
    if count > max {
        let problem = format!("{count} groups are more than the {max} of max_groups.");
        return Err(Rejection::bad_request("groups", problem));
    }
    Ok(parameters)
}

fn groups(parameters: &Parameters) -> HashSet<&str> {
    parameters.groups.iter().map(String::as_str).collect()
}

/// Selected before any change, because the filter may refer to the groups.
async fn selected(call: &HubCall<'_>, parameters: &Parameters) -> Result<Vec<Arc<str>>, Rejection> {
    let filter = parameters::filter(parameters.filter.as_deref())?;
    select(call, Audience::All, &HashSet::new(), filter).await
}
