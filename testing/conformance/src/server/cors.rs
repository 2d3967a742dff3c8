//! The headers that let a page of another origin call this server and read the responses.

use super::action::Action;
use super::state::Head;

/// The response to a preflight, which the browser sends, not the case, and which is not recorded.
pub(super) fn preflight(head: &Head) -> Option<Action> {
    let method = head.header("access-control-request-method").filter(|_| head.method == "OPTIONS")?;
    let headers = head.header("access-control-request-headers").unwrap_or("");
    let action = Action::respond(204, "")
        .with_header("access-control-allow-methods", method)
        .with_header("access-control-allow-headers", headers)
        .with_header("access-control-allow-private-network", "true")
        .with_header("access-control-max-age", "0");
    Some(action)
}

/// Lets pages of every origin read the response and its headers.
pub(super) fn open(action: Action) -> Action {
    action
        .with_header("access-control-allow-origin", "*")
        .with_header(
            "access-control-expose-headers",
            "content-type, location, retry-after, retry-after-ms, x-connection, x-ms-error-code, x-ms-request-id, x-two",
        )
        .with_header("cache-control", "no-store")
}
