//! What a client may do without asking a server.

use alloc::format;
use alloc::string::String;

/// A permission that a client gets with its access token. Without any, it can send events to the server and receive.
///
/// Roles: <https://learn.microsoft.com/azure/azure-web-pubsub/reference-json-webpubsub-subprotocol#permissions>
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Role(String);

impl Role {
    /// `webpubsub.joinLeaveGroup.{group}`: join and leave one group.
    pub fn join_leave_group(group: &str) -> Self {
        Self(format!("webpubsub.joinLeaveGroup.{group}"))
    }

    /// `webpubsub.joinLeaveGroup`: join and leave any group.
    pub fn join_leave_any_group() -> Self {
        Self("webpubsub.joinLeaveGroup".into())
    }

    /// `webpubsub.sendToGroup.{group}`: publish to one group, also without being a member.
    pub fn send_to_group(group: &str) -> Self {
        Self(format!("webpubsub.sendToGroup.{group}"))
    }

    /// `webpubsub.sendToGroup`: publish to any group.
    pub fn send_to_any_group() -> Self {
        Self("webpubsub.sendToGroup".into())
    }

    /// Any other role, as the service spells it; `webpubsub.sendToGroups.{pattern}` with `*` and `**`, for example.
    pub fn raw(role: impl Into<String>) -> Self {
        Self(role.into())
    }

    /// The role as it stands in the token.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}
