//! What a server can allow a connection at run time.

use crate::BuildError;

/// A permission of a connection, concerning one group.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Permission {
    /// `joinLeaveGroup`: join and leave the group.
    JoinLeaveGroup,
    /// `sendToGroup`: publish to the group, also without being a member.
    SendToGroup,
}

impl Permission {
    /// The permission of this name, as REST spells it.
    pub fn parse(name: &str) -> Result<Self, BuildError> {
        match name {
            "joinLeaveGroup" => Ok(Self::JoinLeaveGroup),
            "sendToGroup" => Ok(Self::SendToGroup),
            _ => Err(BuildError::new("permission", "must be joinLeaveGroup or sendToGroup")),
        }
    }

    pub(crate) fn path(self) -> &'static str {
        match self {
            Self::JoinLeaveGroup => "/permissions/joinLeaveGroup",
            Self::SendToGroup => "/permissions/sendToGroup",
        }
    }
}
