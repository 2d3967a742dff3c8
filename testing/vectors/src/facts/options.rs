//! What the call asks for beside names and numbers.

use crate::case::{Args, ContentType, Message};
use crate::load::Case;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde::de::IgnoredAny;

/// The field for which this library has no such value: a client protocol, permission or content type that REST does not
/// have, or an option of one SDK that no REST parameter stands behind.
pub fn cannot_be_said(case: &Case) -> Option<&'static str> {
    let args = &case.call.args;
    let unknown = |value: &Option<String>, known: &[&str]| {
        value.as_ref().is_some_and(|value| !known.iter().any(|known| known.eq_ignore_ascii_case(value)))
    };
    let permissions = ["joinLeaveGroup", "sendToGroup"];
    [
        ("protocol", unknown(&args.client_protocol, &["default", "mqtt", "socketio"])),
        ("permission", args.permission.as_deref().is_some_and(|permission| !permissions.contains(&permission))),
        ("message", !says_content_type(args)),
        ("jwt_headers", args.jwt_headers.is_some()),
        ("user", case.call.client.user.is_some()),
    ]
    .into_iter()
    .find(|(_, wrong)| *wrong)
    .map(|(field, _)| field)
}

/// Whether such a message can have the content type that was passed.
fn says_content_type(args: &Args) -> bool {
    let Some(asked) = args.content_type.essence() else { return true };
    match &args.message {
        Some(Message::Json(_)) => asked == "application/json",
        Some(Message::StreamB64(_)) => asked == "application/octet-stream",
        Some(Message::BytesB64(base64)) => {
            let bytes = STANDARD.decode(base64).unwrap_or_default();
            match asked {
                "application/json" => serde_json::from_slice::<IgnoredAny>(&bytes).is_ok(),
                "text/plain" => String::from_utf8(bytes).is_ok(),
                _ => asked == "application/octet-stream",
            }
        }
        _ => ["application/json", "application/octet-stream", "text/plain"].contains(&asked),
    }
}

/// A content type was passed that is not the one of the message's kind, to the letter.
pub fn unusual_type(case: &Case) -> bool {
    let usual = match &case.call.args.message {
        Some(Message::Text(_)) => "text/plain",
        Some(Message::Json(_)) => "application/json",
        _ => "application/octet-stream",
    };
    let asked = case.call.args.content_type.passed();
    asked.is_some_and(|asked| asked != usual)
}

/// A content type was passed with parameters.
pub fn with_charset(case: &Case) -> bool {
    let asked = case.call.args.content_type.passed();
    asked.is_some_and(|asked| asked.contains(';'))
}

/// Bytes for which explicitly no content type was passed.
pub fn untyped_bytes(case: &Case) -> bool {
    let bytes = matches!(case.call.args.message, Some(Message::BytesB64(_)));
    bytes && case.call.args.content_type == ContentType::NotPassed
}

/// The message is the JSON value null.
pub fn json_null(case: &Case) -> bool {
    case.call.args.message == Some(Message::Json(serde_json::Value::Null))
}

/// The call has a time to live.
pub fn time_to_live(case: &Case) -> bool {
    case.call.args.message_ttl_seconds.is_some()
}

/// A send has a filter.
pub fn filtered_send(case: &Case) -> bool {
    case.call.args.filter.is_some() && case.call.op.starts_with("send_to_")
}

/// A client token is to have groups or a protocol.
pub fn groups_or_protocol(case: &Case) -> bool {
    let args = &case.call.args;
    client_token(case) && (args.groups.is_some() || args.client_protocol.is_some())
}

/// The service makes a client token, for no protocol in particular.
pub fn default_token_by_the_service(case: &Case) -> bool {
    let protocol = case.call.args.client_protocol.as_deref().unwrap_or("default");
    client_token(case) && case.call.client.kind == "aad" && protocol.eq_ignore_ascii_case("default")
}

/// A client token for a protocol that is not spelled in lower case.
pub fn cased_protocol(case: &Case) -> bool {
    let protocol = case.call.args.client_protocol.as_deref();
    client_token(case) && protocol.is_some_and(|protocol| protocol != protocol.to_ascii_lowercase())
}

fn client_token(case: &Case) -> bool {
    case.call.op == "get_client_access_token"
}
