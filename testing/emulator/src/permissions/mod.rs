//! Permissions of a connection for groups: from the roles in its token, or granted and revoked later.

mod pattern;
mod rules;

use std::fmt;

use rules::Rules;

/// The two kinds of actions that need a permission.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Permission {
    SendToGroup,
    JoinLeaveGroup,
}

/// More rules than a connection may have.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct TooMany;

/// Why a role grants nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Meaningless {
    Name,
    Group,
    Pattern,
    TooManyGroups(usize),
    TooManyPatterns(usize),
}

impl fmt::Display for Meaningless {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Name => f.write_str("no role has this name"),
            Self::Group => f.write_str("the group name is invalid"),
            Self::Pattern => write!(f, "the pattern is invalid or has more than {} wildcards", pattern::MAX_WILDCARDS),
            Self::TooManyGroups(max) => write!(f, "there are {max} groups already"),
            Self::TooManyPatterns(max) => write!(f, "there are {max} patterns already"),
        }
    }
}

impl Permission {
    /// The permission of this name; case is ignored.
    pub(crate) fn named(name: &str) -> Option<Self> {
        [("sendToGroup", Self::SendToGroup), ("joinLeaveGroup", Self::JoinLeaveGroup)]
            .into_iter()
            .find_map(|(known, permission)| known.eq_ignore_ascii_case(name).then_some(permission))
    }
}

/// The permissions of one connection.
#[derive(Debug, Default)]
pub(crate) struct Permissions {
    send: Rules,
    join: Rules,
}

impl Permissions {
    /// Reads roles in order of their names. Those that grant nothing, and why, go to `meaningless`.
    pub(crate) fn from_roles(roles: &[String], mut meaningless: impl FnMut(&str, Meaningless)) -> Self {
        let mut roles: Vec<&str> = roles.iter().map(String::as_str).collect();
        roles.sort_unstable();
        let mut permissions = Self::default();
        for role in roles {
            if let Err(why) = permissions.add_role(role) {
                meaningless(role, why);
            }
        }
        permissions
    }

    fn add_role(&mut self, role: &str) -> Result<(), Meaningless> {
        for (name, rules) in [("webpubsub.sendToGroup", &mut self.send), ("webpubsub.joinLeaveGroup", &mut self.join)] {
            let Some(rest) = role.strip_prefix(name) else { continue };
            if rest.is_empty() {
                rules.grant_all();
                return Ok(());
            }
            if let Some(group) = rest.strip_prefix('.') {
                return if crate::names::is_group(group) { rules.grant_role(group) } else { Err(Meaningless::Group) };
            }
            if let Some(pattern) = rest.strip_prefix("s.") {
                return rules.grant_pattern(pattern);
            }
        }
        Err(Meaningless::Name)
    }

    /// Whether the permission is granted for this group; with `None`, for every group.
    pub(crate) fn allow(&self, permission: Permission, group: Option<&str>) -> bool {
        let rules = match permission {
            Permission::SendToGroup => &self.send,
            Permission::JoinLeaveGroup => &self.join,
        };
        group.map_or_else(|| rules.allows_all(), |group| rules.allow(group))
    }

    /// Grants or revokes the permission.
    pub(crate) fn set(&mut self, permission: Permission, group: Option<&str>, allowed: bool) -> Result<(), TooMany> {
        let rules = match permission {
            Permission::SendToGroup => &mut self.send,
            Permission::JoinLeaveGroup => &mut self.join,
        };
        match (group, allowed) {
            (Some(group), true) => rules.grant(group),
            (Some(group), false) => rules.revoke(group),
            (None, true) => {
                rules.grant_all();
                Ok(())
            }
            (None, false) => {
                rules.revoke_all();
                Ok(())
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn allowed(roles: &[&str], permission: Permission, group: &str) -> bool {
        let roles: Vec<String> = roles.iter().map(|&role| role.to_owned()).collect();
        Permissions::from_roles(&roles, |_, _| {}).allow(permission, Some(group))
    }

    #[test]
    fn roles() {
        use Permission::{JoinLeaveGroup, SendToGroup};
        for (role, permission, group, expected) in [
            ("webpubsub.sendToGroup", SendToGroup, "any", true),
            ("webpubsub.sendToGroup", JoinLeaveGroup, "any", false),
            ("webpubsub.joinLeaveGroup", JoinLeaveGroup, "any", true),
            ("webpubsub.sendToGroup.a", SendToGroup, "a", true),
            ("webpubsub.sendToGroup.a", SendToGroup, "A", false),
            ("webpubsub.sendToGroup.a.b", SendToGroup, "a.b", true),
            ("webpubsub.sendToGroup.a.*", SendToGroup, "a.b", false),
            ("webpubsub.sendToGroup.a.*", SendToGroup, "a.*", true),
            ("webpubsub.sendToGroups.a.*", SendToGroup, "a.b", true),
            ("webpubsub.sendToGroups.a.*", SendToGroup, "a.b.c", false),
            ("webpubsub.sendToGroups.a.**", SendToGroup, "a.b.c", true),
            ("webpubsub.joinLeaveGroups.r?d", JoinLeaveGroup, "red", true),
            ("webpubsub.joinLeaveGroups.**", JoinLeaveGroup, "any", true),
            ("webpubsub.joinLeaveGroups.a.**.b.**.c.*", JoinLeaveGroup, "a.1.b.2.c.3", true),
            ("webpubsub.joinLeaveGroups.a.**.b.**.c.**", JoinLeaveGroup, "a.1.b.2.c.3", false),
            ("webpubsub.sendToGroups", SendToGroup, "any", false),
            ("webpubsub.sendToGroup.", SendToGroup, "any", false),
            ("webpubsub.sendtogroup", SendToGroup, "any", false),
            ("admin", SendToGroup, "any", false),
        ] {
            assert_eq!(allowed(&[role], permission, group), expected, "{role} {group}");
        }
    }

    #[test]
    fn all_groups() {
        let mut permissions = Permissions::default();
        let all = |permissions: &Permissions| permissions.allow(Permission::SendToGroup, None);
        assert!(!all(&permissions));
        permissions.set(Permission::SendToGroup, None, true).expect("room");
        assert!(all(&permissions) && permissions.allow(Permission::SendToGroup, Some("a")));
        permissions.set(Permission::SendToGroup, Some("a"), false).expect("room");
        assert!(!all(&permissions) && permissions.allow(Permission::SendToGroup, Some("b")));
        permissions.set(Permission::SendToGroup, None, false).expect("room");
        assert!(!permissions.allow(Permission::SendToGroup, Some("b")));
    }
}
