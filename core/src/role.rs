//! What a client may do without asking a server.

use crate::{BuildError, validate};
use alloc::borrow::ToOwned;
use alloc::format;
use alloc::string::String;
use core::fmt;
use core::str::FromStr;

/// A permission that a client receives with its access token. Without any, it can send events to the server and receive
/// messages. Any other role than those below is parsed from its text, `"webpubsub.sendToGroups.a.*".parse()` for example;
/// only empty text is rejected, and by the call a name of a group that is invalid.
///
/// Roles: <https://learn.microsoft.com/azure/azure-web-pubsub/reference-json-webpubsub-subprotocol#permissions>
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Role(String);

const JOIN_LEAVE_GROUP: &str = "webpubsub.joinLeaveGroup.";
const SEND_TO_GROUP: &str = "webpubsub.sendToGroup.";

impl Role {
    /// `webpubsub.joinLeaveGroup.{group}`: join and leave one group. An invalid group is rejected by the call, or by the
    /// response to an event, that the role is for.
    pub fn join_leave_group(group: impl Into<String>) -> Self {
        Self(format!("{JOIN_LEAVE_GROUP}{}", group.into()))
    }

    /// `webpubsub.joinLeaveGroup`: join and leave any group.
    pub fn join_leave_any_group() -> Self {
        Self("webpubsub.joinLeaveGroup".into())
    }

    /// `webpubsub.sendToGroup.{group}`: publish to one group, also without being a member. An invalid group is rejected as
    /// for [`join_leave_group`](Self::join_leave_group).
    pub fn send_to_group(group: impl Into<String>) -> Self {
        Self(format!("{SEND_TO_GROUP}{}", group.into()))
    }

    /// `webpubsub.sendToGroup`: publish to any group.
    pub fn send_to_any_group() -> Self {
        Self("webpubsub.sendToGroup".into())
    }

    /// The role as it stands in the token.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// A role that names a group names a valid one: else it would permit nothing, and nobody would learn why.
    pub(crate) fn validate(&self) -> Result<(), BuildError> {
        let group = [JOIN_LEAVE_GROUP, SEND_TO_GROUP].iter().find_map(|prefix| self.0.strip_prefix(prefix));
        let rejected = |error: BuildError| BuildError::new("role", format!("the group {}", error.rule()));
        group.map_or(Ok(()), |group| validate::group(group).map_err(rejected))
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_text_form_is_read_back() {
        for (role, text) in [
            (Role::send_to_group("a b"), "webpubsub.sendToGroup.a b"),
            (Role::join_leave_group(String::from("lobby")), "webpubsub.joinLeaveGroup.lobby"),
            (Role::send_to_any_group(), "webpubsub.sendToGroup"),
            (Role::join_leave_any_group(), "webpubsub.joinLeaveGroup"),
        ] {
            assert_eq!(format!("{role}"), text);
            assert_eq!(text.parse(), Ok(role));
        }
        assert!("".parse::<Role>().is_err() && " \n".parse::<Role>().is_err());
    }
}
