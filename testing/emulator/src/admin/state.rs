//! Hubs, groups, counters and the clock.

use std::sync::Arc;

use serde_json::{Map, Value, json};

use super::call::{Call, Failure, seconds};

/// The most hubs, and groups of a hub, in a response.
const MAX_HUBS: usize = 100;
const MAX_GROUPS: usize = 200;

/// `GET /emulator/state`
pub(super) fn read(call: &Call<'_>) -> Value {
    let (state, controls) = (&call.service.state, &call.service.controls);
    let names = state.names();
    let hubs = names.iter().take(MAX_HUBS).map(|name| {
        let (connections, groups) = state.hub(name, |hub| {
            let groups = hub.groups().map(|(group, size)| (size, Arc::clone(group)));
            (hub.connections().len(), groups.collect::<Vec<_>>())
        });
        shown(name, connections, groups)
    });
    let (newest, bytes) = controls.record.extent();
    json!({
        "version": env!("CARGO_PKG_VERSION"),
        "seconds": controls.clock.elapsed().as_secs(),
        "clock": {"now": controls.clock.now(), "advanced": controls.clock.advanced().as_secs_f64()},
        "counters": controls.record.counts.read(),
        "record": {"newest": newest, "bytes": bytes},
        "hubs": hubs.collect::<Vec<_>>(),
        "allHubs": names.len(),
        "warnings": controls.warnings.all(),
    })
}

/// A hub with its largest groups.
fn shown(name: &str, connections: usize, mut groups: Vec<(usize, Arc<str>)>) -> Value {
    groups.sort_unstable_by(|one, other| other.0.cmp(&one.0).then_with(|| one.1.cmp(&other.1)));
    let largest = groups.iter().take(MAX_GROUPS).map(|(size, name)| json!({"name": &**name, "connections": size}));
    let largest: Vec<Value> = largest.collect();
    json!({"name": name, "connections": connections, "groups": largest, "allGroups": groups.len()})
}

/// `POST /emulator/clock` with `{"advance": seconds}`
pub(super) fn move_clock(call: &Call<'_>, parameters: &Map<String, Value>) -> Result<Value, Failure> {
    let clock = &call.service.controls.clock;
    clock.advance(seconds(parameters, "advance")?);
    Ok(json!({"now": clock.now(), "advanced": clock.advanced().as_secs_f64()}))
}
