//! What a client may do without asking a server.

use crate::BuildError;
use alloc::borrow::ToOwned;
use alloc::format;
use alloc::string::String;
use core::fmt;
use core::str::FromStr;

/// A permission that a client receives with its access token. Without any, it can send events to the server and receive
/// messages. Any other role than those below is parsed from its text, `"webpubsub.sendToGroups.a.*".parse()` for example;
/// only empty text is rejected.
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

    /// The role as it stands in the token.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    pub(crate) fn into_text(self) -> String {
        self.0
    }
}

impl FromStr for Role {
    type Err = BuildError;

    fn from_str(role: &str) -> Result<Self, BuildError> {
        if role.trim().is_empty() {
            return Err(BuildError::new("role", "must not be empty or whitespace only"));
        }
        Ok(Self(role.to_owned()))
    }
}

impl fmt::Display for Role {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl AsRef<str> for Role {
    fn as_ref(&self) -> &str {
        &self.0
    }
}
