//! What a browser asks for before it lets a page call another origin, and see the answer.

use super::action::Action;
use super::world::Head;

/// The answer to a preflight, which is no request of the case's and is not remembered.
pub(super) fn preflight(head: &Head) -> Option<Action> {
    let method = head.header("access-control-request-method").filter(|_| head.method == "OPTIONS")?;
    let headers = head.header("access-control-request-headers").unwrap_or("");
    let action = Action::answer(204, "")
        .with_header("access-control-allow-methods", method)
        .with_header("access-control-allow-headers", headers)
        .with_header("access-control-allow-private-network", "true")
        .with_header("access-control-max-age", "0");
    Some(action)
}

/// Lets every origin see every answer and its headers.
pub(super) fn open(action: Action) -> Action {
    action
        .with_header("access-control-allow-origin", "*")
        .with_header(
            "access-control-expose-headers",
            "content-type, location, retry-after, retry-after-ms, x-connection, x-ms-error-code, x-ms-request-id, x-two",
        )
        .with_header("cache-control", "no-store")
}
