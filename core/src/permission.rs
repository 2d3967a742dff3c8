//! What a server can permit a connection to do at run time.

use crate::BuildError;
use core::fmt;
use core::str::FromStr;

/// A permission of a connection for one group; its text form is REST's, `joinLeaveGroup` for example.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Permission {
    /// `joinLeaveGroup`: join and leave the group.
    JoinLeaveGroup,
    /// `sendToGroup`: publish to the group, also without being a member.
    SendToGroup,
}

impl Permission {
    /// The name, as REST spells it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::JoinLeaveGroup => "joinLeaveGroup",
            Self::SendToGroup => "sendToGroup",
        }
    }

    pub(crate) const fn path(self) -> &'static str {
        match self {
            Self::JoinLeaveGroup => "/permissions/joinLeaveGroup",
            Self::SendToGroup => "/permissions/sendToGroup",
        }
    }
}

impl FromStr for Permission {
    type Err = BuildError;

    fn from_str(name: &str) -> Result<Self, BuildError> {
        let found = [Self::JoinLeaveGroup, Self::SendToGroup].into_iter().find(|known| known.as_str() == name);
        found.ok_or_else(|| BuildError::new("permission", "must be joinLeaveGroup or sendToGroup"))
    }
}

impl fmt::Display for Permission {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
