//! What a call asks for: names, numbers, messages, options.

use super::endpoints::Parts;
use crate::recording::{Args, Case, ContentType, Message};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde::de::IgnoredAny;
use std::ops::RangeInclusive;

/// The field of the first check that says true.
fn first<const N: usize>(checks: [(&'static str, bool); N]) -> Option<&'static str> {
    checks.into_iter().find(|(_, invalid)| *invalid).map(|(field, _)| field)
}

fn groups(args: &Args) -> impl Iterator<Item = &str> {
    args.groups.iter().flatten().map(String::as_str)
}

/// The field that is `.` or `..` and stands for a segment of the path, or for a group that would.
pub fn dot_segment(case: &Case) -> Option<&'static str> {
    let args = &case.call.args;
    let user = args.user_id.as_ref().filter(|_| !case.call.makes_client_token());
    let dots = |name: Option<&String>| name.is_some_and(|name| matches!(name.as_str(), "." | ".."));
    let group = dots(args.group.as_ref()) || groups(args).any(|group| matches!(group, "." | ".."));
    first([("group", group), ("user_id", dots(user)), ("connection_id", dots(args.connection_id.as_ref()))])
}

/// The field that is empty; whitespace, where that says as little; or, for the key, has whitespace at its ends.
pub fn empty(case: &Case) -> Option<&'static str> {
    let (args, client) = (&case.call.args, &case.call.client);
    let empty = |text: &Option<String>| text.as_deref() == Some("");
    let whitespace = |text: &Option<String>| text.as_ref().is_some_and(|text| text.trim().is_empty());
    let no_groups = case.call.op.ends_with("_to_groups") || case.call.op.ends_with("_from_groups");
    let key = Parts::of(case).and_then(|parts| parts.keys.first().copied()).unwrap_or(client.key());
    first([
        ("group", whitespace(&args.group) || groups(args).any(|group| group.trim().is_empty())),
        ("groups", no_groups && groups(args).next().is_none()),
        ("target_name", whitespace(&args.target_name)),
        ("user_id", empty(&args.user_id)),
        ("connection_id", empty(&args.connection_id)),
        ("excluded", args.excluded.iter().flatten().any(String::is_empty)),
        ("role", args.roles.iter().flatten().any(|role| role.trim().is_empty())),
        ("filter", whitespace(&args.filter)),
        ("connection string", key.is_empty() && args.connection_string.is_some()),
        ("access key", key.is_empty() || key.trim() != key),
    ])
}

/// Not ``^[A-Za-z][A-Za-z0-9_`,.[\]]{0,127}$``.
pub fn invalid_hub(case: &Case) -> Option<&'static str> {
    let hub = case.call.client.hub();
    let letter = hub.starts_with(|first: char| first.is_ascii_alphabetic());
    let rest = hub.chars().all(|char| char.is_ascii_alphanumeric() || "_`,.[]".contains(char));
    (!letter || !rest || hub.len() > 128).then_some("hub")
}

/// The number or length that is outside the bounds of the REST specification.
pub fn out_of_bounds(case: &Case) -> Option<&'static str> {
    let args = &case.call.args;
    let outside = |number: Option<i64>, range: RangeInclusive<i64>| number.is_some_and(|n| !range.contains(&n));
    let long = |text: &str| text.chars().count() > 1_024;
    let mut groups = args.group.iter().chain(args.groups.iter().flatten());
    first([
        ("message_ttl_seconds", outside(args.message_ttl_seconds, 0..=300)),
        ("minutes", outside(args.minutes_to_expire, 1..=u32::MAX.into())),
        ("max_page_size", outside(args.maxpagesize, 1..=200)),
        ("top", outside(args.top, 1..=i32::MAX.into())),
        ("group", groups.any(|group| long(group))),
        ("target_name", args.target_name.as_deref().is_some_and(long)),
        ("message", message_size(args) > 1_048_576),
    ])
}

/// In bytes, as the message is sent.
fn message_size(args: &Args) -> usize {
    match &args.message {
        None => 0,
        Some(Message::Json(value)) => value.to_string().len(),
        Some(Message::Text(text)) => text.len(),
        Some(Message::BytesB64(bytes) | Message::StreamB64(bytes)) => STANDARD.decode(bytes).map_or(0, |b| b.len()),
    }
}

/// The field for which this library has no such value: a client protocol, permission or content type that REST does not
/// have, or an option of one SDK that no REST parameter stands behind.
pub fn not_expressible(case: &Case) -> Option<&'static str> {
    let args = &case.call.args;
    let unknown = |value: &Option<String>, known: &[&str]| {
        value.as_ref().is_some_and(|value| !known.iter().any(|known| known.eq_ignore_ascii_case(value)))
    };
    let permissions = ["joinLeaveGroup", "sendToGroup"];
    first([
        ("protocol", unknown(&args.client_protocol, &["default", "mqtt", "socketio"])),
        ("permission", args.permission.as_deref().is_some_and(|permission| !permissions.contains(&permission))),
        ("message", !fits_content_type(args)),
        ("jwt_headers", args.jwt_headers.is_some()),
        ("user", case.call.client.user.is_some()),
    ])
}

/// Whether such a message can have the content type that was passed.
fn fits_content_type(args: &Args) -> bool {
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

/// A content type was passed that is not exactly the one of the message's kind.
pub fn unusual_type(case: &Case) -> bool {
    let usual = match &case.call.args.message {
        Some(Message::Text(_)) => "text/plain",
        Some(Message::Json(_)) => "application/json",
        _ => "application/octet-stream",
    };
    case.call.args.content_type.passed().is_some_and(|asked| asked != usual)
}

/// A content type was passed with parameters.
pub fn with_charset(case: &Case) -> bool {
    case.call.args.content_type.passed().is_some_and(|asked| asked.contains(';'))
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
    case.call.args.filter.is_some() && case.call.is_send()
}

/// A client token is to have groups or a protocol.
pub fn groups_or_protocol(case: &Case) -> bool {
    let args = &case.call.args;
    case.call.makes_client_token() && (args.groups.is_some() || args.client_protocol.is_some())
}

/// The service makes a client token, for no protocol in particular.
pub fn default_token_by_the_service(case: &Case) -> bool {
    let protocol = case.call.args.client_protocol.as_deref().unwrap_or("default");
    case.call.makes_client_token() && case.call.client.kind == "aad" && protocol.eq_ignore_ascii_case("default")
}

/// A client token for a protocol that is not spelled in lower case.
pub fn capitalized_protocol(case: &Case) -> bool {
    let protocol = case.call.args.client_protocol.as_deref();
    case.call.makes_client_token() && protocol.is_some_and(|protocol| protocol != protocol.to_ascii_lowercase())
}

/// The credential returns no token.
pub fn no_token(case: &Case) -> bool {
    case.call.client.token_fails
}

/// Logs are as they are by default.
pub fn default_log(case: &Case) -> bool {
    case.call.client.log.as_deref() == Some("default")
}

/// Logs are at their most verbose.
pub fn verbose_log(case: &Case) -> bool {
    case.call.client.log.as_deref() == Some("verbose")
}
