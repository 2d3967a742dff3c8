//! Choosing connections, and working through them, so that no other call waits long.

use std::collections::HashSet;
use std::sync::Arc;

use super::HubCall;
use super::error::Rejection;
use crate::filter::{Exceeded, Filter, Work};
use crate::state::{Audience, Hub};

/// How many changes are made under the lock in one go: less than a millisecond.
pub(super) const SLICE: usize = 1000;

/// The ids of the connections of an audience that are not excluded and match the filter.
pub(super) async fn select(
    call: &HubCall<'_>,
    audience: Audience<'_>,
    excluded: &HashSet<&str>,
    filter: Option<Filter>,
) -> Result<Vec<Arc<str>>, Rejection> {
    let Some(filter) = filter else {
        return Ok(call.hub(|hub| hub.select(audience, |one| !excluded.contains(&*one.id))));
    };
    let mut candidates = call.hub(|hub| hub.snapshots(audience));
    candidates.retain(|one| !excluded.contains(&*one.id));
    let limits = &call.call.service.settings.limits;
    let mut work = Work::new(limits.max_filter_steps, limits.max_filter_text);
    // On a thread of its own: it may take a second.
    let selected = tokio::task::spawn_blocking(move || {
        let mut ids = Vec::new();
        for candidate in candidates {
            if filter.matches(candidate.facts(), &mut work)? {
                ids.push(candidate.id);
            }
        }
        Ok::<_, Exceeded>(ids)
    });
    match selected.await {
        Ok(Ok(ids)) => Ok(ids),
        Ok(Err(exceeded)) => Err(Rejection::bad_request("filter", exceeded.to_string())),
        Err(_) => Err(Rejection::status(http::StatusCode::INTERNAL_SERVER_ERROR)),
    }
}

/// Performs a step for each connection, in slices; the step returns how many changes it makes. The first error ends it.
pub(super) async fn each<E>(
    call: &HubCall<'_>,
    ids: &[Arc<str>],
    mut step: impl FnMut(&mut Hub, &str) -> Result<usize, E>,
) -> Result<(), E> {
    let mut left = ids.iter();
    while left.len() > 0 {
        call.hub(|hub| {
            let mut changes = 0;
            while changes < SLICE {
                let Some(id) = left.next() else { break };
                changes += step(hub, id)? + 1;
            }
            Ok(())
        })?;
        tokio::task::yield_now().await;
    }
    Ok(())
}
