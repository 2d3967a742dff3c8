//! Single clients: what they are, and what a test does to them.

use std::time::Duration;

use http::StatusCode;
use serde_json::{Map, Value, json};

use super::call::{Call, Failure, seconds};
use crate::watch::Client;

/// The most clients, and groups of a client, in a response.
const MAX_CLIENTS: usize = 500;
const MAX_GROUPS: usize = 20;

/// `GET /emulator/clients?hub=chat`
pub(super) fn list(call: &Call<'_>) -> Result<Value, Failure> {
    let hub = call.query.get("hub").ok_or_else(|| Failure::invalid("hub is missing."))?.to_ascii_lowercase();
    let (clients, all) = call.service.state.hub(&hub, |hub| {
        let all = hub.connections().len();
        (hub.connections().take(MAX_CLIENTS).filter_map(Client::of).collect::<Vec<_>>(), all)
    });
    Ok(json!({"hub": hub, "all": all, "clients": clients.iter().map(shown).collect::<Vec<_>>()}))
}

fn shown(client: &Client) -> Value {
    json!({
        "connection": client.connection_id(),
        "user": client.user_id(),
        "groups": client.groups().take(MAX_GROUPS).collect::<Vec<_>>(),
        "allGroups": client.groups().len(),
        "protocol": client.protocol(),
        "away": client.is_away(),
        "seconds": client.age().as_secs(),
        "receivedBytes": client.received_bytes(),
        "sentBytes": client.sent_bytes(),
    })
}

/// `POST /emulator/clients/{hub}/{connection}/{close|cut|slow}`
pub(super) fn act(
    call: &Call<'_>,
    hub: &str,
    id: &str,
    action: &str,
    parameters: &Map<String, Value>,
) -> Result<Value, Failure> {
    let client = call.service.state.hub(&hub.to_ascii_lowercase(), |hub| hub.connection(id).and_then(Client::of));
    let client = client.ok_or_else(|| Failure::new(StatusCode::NOT_FOUND, "The hub has no such connection."))?;
    match action {
        "close" => {
            let code = whole(parameters, "code", 1000)?;
            let code = u16::try_from(code).ok().filter(|code| (1000..5000).contains(code));
            let code = code.ok_or_else(|| Failure::invalid("code must be from 1000 to 4999."))?;
            client.close(code, parameters.get("reason").and_then(Value::as_str).unwrap_or_default());
        }
        "cut" if parameters.contains_key("afterFrames") => client.cut_after(whole(parameters, "afterFrames", 0)?),
        "cut" => client.cut(),
        _ => {
            let delay = seconds(parameters, "delay")?;
            // More is as good as for ever.
            client.read_slowly(delay.min(Duration::from_secs(86_400)));
        }
    }
    Ok(json!({}))
}

fn whole(parameters: &Map<String, Value>, name: &str, default: u64) -> Result<u64, Failure> {
    let Some(value) = parameters.get(name) else { return Ok(default) };
    value.as_u64().ok_or_else(|| Failure::invalid(format!("{name} must be a whole number.")))
}
