//! What became of each attempt, and what an operation permits.

use super::http_date::seconds_since_1970;
use crate::case::Answer;
use crate::load::Case;
use crate::recorder::NOW;
use serde_json::Value;
use std::time::Duration;

/// How an attempt ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(clippy::exhaustive_enums)] // Matched whole in this package.
pub enum End {
    /// With an answer.
    Status {
        /// Its HTTP status.
        status: u16,
        /// The longest wait that its headers ask for and that can be read.
        asked: Option<Duration>,
    },
    /// With a connection that was closed after the request, before the answer or in the midst of it.
    BrokenOff,
    /// Before anything was sent.
    Unreachable,
}

/// The ends of the attempts that the recorder saw; of a host that cannot be reached, one for all.
pub fn ends(case: &Case) -> Vec<End> {
    if unreachable(case) {
        return vec![End::Unreachable];
    }
    let end = |answer: &Answer| match answer.status {
        Some(status) if !answer.drop && !cut_short(case, answer) => End::Status { status, asked: asked(answer) },
        _ => End::BrokenOff,
    };
    case.answers().iter().map(end).collect()
}

/// No request arrived, and at least one SDK says that it could not send any.
pub fn unreachable(case: &Case) -> bool {
    let unsent = case.records.iter().all(|(_, record)| record.request.is_none());
    unsent && case.records.iter().any(|(_, record)| could_not_send(&record.result["raised"]))
}

/// Python names the error of the network within its own, JavaScript has a code of the system's.
pub fn could_not_send(raised: &Value) -> bool {
    let python = raised["type"] == "ServiceRequestError" && raised["inner"].is_string();
    python || raised["code"].is_string() && raised["code"] != "PARSE_ERROR" && raised["statusCode"].is_null()
}

/// The answer had a body, and its end did not arrive.
pub fn cut_short(case: &Case, answer: &Answer) -> bool {
    answer.truncate && !is_head(case)
}

/// The wait that an answer asks for.
pub fn asked(answer: &Answer) -> Option<Duration> {
    let read = |(name, value): (&String, &String)| match name.to_ascii_lowercase().as_str() {
        "retry-after" => {
            let date = || seconds_since_1970(value).map(|date| date.saturating_sub(NOW));
            value.parse().ok().or_else(date).map(Duration::from_secs)
        }
        "retry-after-ms" | "x-ms-retry-after-ms" => value.parse().ok().map(Duration::from_millis),
        _ => None,
    };
    answer.headers.iter().filter_map(read).max()
}

/// Whether the operation's verb is HEAD, whose answer has no body.
pub fn is_head(case: &Case) -> bool {
    case.call.op.ends_with("_exists") || case.call.op == "has_permission"
}

/// Whether the operation only asks, so that it has no effect whatever becomes of it.
pub fn is_question(case: &Case) -> bool {
    is_head(case) || case.call.op == "list_connections"
}

/// Whether the operation's verb is POST.
pub fn is_post(case: &Case) -> bool {
    let op = case.call.op.as_str();
    !is_repeatable(case)
        || op.ends_with("_to_groups")
        || op.ends_with("_from_groups")
        || op == "get_client_access_token"
}

/// Whether carrying the operation out twice does what once does: neither sends a message nor closes whoever is there.
pub fn is_repeatable(case: &Case) -> bool {
    let op = case.call.op.as_str();
    let closes_many = op.starts_with("close_") && op.ends_with("_connections");
    !op.starts_with("send_to_") && !closes_many
}
