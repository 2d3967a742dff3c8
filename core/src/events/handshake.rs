//! The service asks whether it may deliver events.

use super::UpstreamResponse;
use alloc::string::String;

/// The abuse protection of webhooks: before its first event, and from time to time, the service sends `OPTIONS` with its own
/// host, and delivers only if the response allows that. What is read is from an allowed origin; the request is not signed.
///
/// Specification: <https://github.com/cloudevents/spec/blob/v1.0/http-webhook.md#4-abuse-protection>
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Handshake {
    origin: String,
    allowed: String,
}

impl Handshake {
    pub(super) fn new(origin: String, allowed: String) -> Self {
        Self { origin, allowed }
    }

    /// The host that asks.
    pub fn origin(&self) -> &str {
        &self.origin
    }

    /// Allows the origin to deliver events.
    pub fn allow(&self) -> UpstreamResponse {
        UpstreamResponse::new(200).with_header("webhook-allowed-origin", &*self.allowed)
    }

    /// Does not allow it: 403.
    pub fn refuse(&self) -> UpstreamResponse {
        UpstreamResponse::new(403)
    }
}
