//! `:generateToken`: a client token, for callers that do not have the key.

use serde_json::json;

use super::error::Rejection;
use super::{HubCall, Response, json, parameters};
use crate::auth::jwt;
use crate::auth::rest::Caller;
use crate::names;

pub(super) fn generate(call: &HubCall<'_>) -> Result<Response, Rejection> {
    // A caller with the key signs tokens itself.
    if call.caller != Caller::Entra {
        return Err(Rejection::unauthorized("a caller with the access key signs client tokens itself"));
    }
    let query = call.call.query;
    let minutes = parameters::number(query, "minutesToExpire", 1, i32::MAX.unsigned_abs())?.unwrap_or(60);
    let path = match query.get("clientType").unwrap_or("Default").to_ascii_lowercase().as_str() {
        "default" => "client",
        "mqtt" => "clients/mqtt",
        "socketio" => "clients/socketio",
        _ => return Err(Rejection::bad_request("clientType", "Invalid clientType.")),
    };
    let groups: Vec<&str> = query.all("group").collect();
    if !groups.iter().all(|group| names::is_group(group)) {
        return Err(Rejection::bad_request("group", "Invalid group name."));
    }

    let now = call.call.service.now();
    let mut claims = json!({
        "iss": "https://webpubsub.azure.com",
        "aud": format!("{}://{}/{path}/hubs/{}", call.call.connection.scheme(), call.call.host, call.hub),
        "iat": now,
        "nbf": now,
        "exp": now + u64::from(minutes) * 60,
        "role": query.all("role").collect::<Vec<_>>(),
        "webpubsub.group": groups,
    });
    if let Some(user) = query.get("userId").filter(|user| !user.is_empty()) {
        claims["sub"] = user.into();
    }
    let header = r#"{"alg":"HS256","kid":"0","typ":"JWT"}"#;
    let token = jwt::sign(header, &claims.to_string(), call.call.service.settings.access_key.0.as_bytes());
    Ok(json(&json!({ "token": token })))
}
