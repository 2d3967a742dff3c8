//! The success of each operation: its one status, and a body where it parses one.

use crate::claims::sign;
use crate::path::{name_in, pairs};
use crate::responses::{bare, with_json};
use bytes::Bytes;
use http::{Request, Response};
use serde_json::{Value, json};
use webpubsub_core::UnixTime;

/// The name of a client's own request to Microsoft Entra ID for a token, made before its calls.
pub(crate) const GET_TOKEN: &str = "get_token";

/// What is success for the operation.
pub(crate) fn success_of(request: &Request<Bytes>, operation: &str, key: &str, now: UnixTime) -> Response<Bytes> {
    let json = |value: Value| with_json(200, value.to_string().into());
    match operation {
        "generate_client_token" => json(json!({ "token": client_token(request, key, now) })),
        "list_connections" => json(json!({ "value": [{ "connectionId": "mock-connection", "userId": "mock-user" }] })),
        GET_TOKEN => json(json!({ "token_type": "Bearer", "expires_in": 3_599, "access_token": "mock-entra-token" })),
        _ => bare(status_of(operation)),
    }
}

/// The status with which the operation succeeds.
pub(crate) fn status_of(operation: &str) -> u16 {
    match operation {
        "send_to_all" | "send_to_group" | "send_to_user" | "send_to_connection" => 202,
        "close_all_connections"
        | "close_connection"
        | "close_group_connections"
        | "close_user_connections"
        | "remove_connection_from_all_groups"
        | "remove_connection_from_group"
        | "remove_user_from_all_groups"
        | "remove_user_from_group"
        | "revoke_permission" => 204,
        _ => 200,
    }
}

/// A token with the claims that the request asks for, as the service would sign it.
fn client_token(request: &Request<Bytes>, key: &str, now: UnixTime) -> String {
    let query = pairs(request.uri().query().unwrap_or(""));
    let all = |name: &str| query.iter().filter(|(given, _)| given == name).map(|(_, value)| value).collect::<Vec<_>>();
    let minutes = all("minutesToExpire").first().and_then(|minutes| minutes.parse().ok()).unwrap_or(60);
    let hub = name_in(request.uri().path(), "hubs").unwrap_or_default();
    let mut claims = json!({
        "aud": format!("{}/client/hubs/{hub}", crate::ENDPOINT),
        "iat": now.as_secs(),
        "exp": now.as_secs() + 60_u64.saturating_mul(minutes),
        "role": all("role"),
        "webpubsub.group": all("group"),
    });
    if let Some(user_id) = all("userId").first() {
        claims["sub"] = json!(user_id);
    }
    sign(&claims, key)
}
