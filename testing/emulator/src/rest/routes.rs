//! The operations by verb and path, and the api-version since which they exist.

use http::Method;

use super::error::Rejection;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Operation {
    Health,
    GenerateToken,
    SendToAll,
    SendToGroup,
    SendToUser,
    SendToConnection,
    CloseAllConnections,
    CloseGroupConnections,
    CloseUserConnections,
    CloseConnection,
    ConnectionExists,
    GroupExists,
    UserExists,
    AddConnectionToGroup,
    RemoveConnectionFromGroup,
    RemoveConnectionFromAllGroups,
    AddUserToGroup,
    RemoveUserFromGroup,
    RemoveUserFromAllGroups,
    AddConnectionsToGroups,
    RemoveConnectionsFromGroups,
    ListConnectionsInGroup,
    GrantPermission,
    RevokePermission,
    CheckPermission,
}

/// A part in braces matches one name.
#[rustfmt::skip]
const TABLE: &[(&str, &str, &str, Operation)] = &[
    ("HEAD",   "health",                                             "2021-10-01", Operation::Health),
    ("POST",   "hubs/{hub}/:generateToken",                          "2021-10-01", Operation::GenerateToken),
    ("POST",   "hubs/{hub}/:send",                                   "2021-10-01", Operation::SendToAll),
    ("POST",   "hubs/{hub}/groups/{group}/:send",                    "2021-10-01", Operation::SendToGroup),
    ("POST",   "hubs/{hub}/users/{user}/:send",                      "2021-10-01", Operation::SendToUser),
    ("POST",   "hubs/{hub}/connections/{connection}/:send",          "2021-10-01", Operation::SendToConnection),
    ("POST",   "hubs/{hub}/:closeConnections",                       "2021-10-01", Operation::CloseAllConnections),
    ("POST",   "hubs/{hub}/groups/{group}/:closeConnections",        "2021-10-01", Operation::CloseGroupConnections),
    ("POST",   "hubs/{hub}/users/{user}/:closeConnections",          "2021-10-01", Operation::CloseUserConnections),
    ("DELETE", "hubs/{hub}/connections/{connection}",                "2021-10-01", Operation::CloseConnection),
    ("HEAD",   "hubs/{hub}/connections/{connection}",                "2021-10-01", Operation::ConnectionExists),
    ("HEAD",   "hubs/{hub}/groups/{group}",                          "2021-10-01", Operation::GroupExists),
    ("HEAD",   "hubs/{hub}/users/{user}",                            "2021-10-01", Operation::UserExists),
    ("PUT",    "hubs/{hub}/groups/{group}/connections/{connection}", "2021-10-01", Operation::AddConnectionToGroup),
    ("DELETE", "hubs/{hub}/groups/{group}/connections/{connection}", "2021-10-01", Operation::RemoveConnectionFromGroup),
    ("DELETE", "hubs/{hub}/connections/{connection}/groups",         "2022-11-01", Operation::RemoveConnectionFromAllGroups),
    ("PUT",    "hubs/{hub}/users/{user}/groups/{group}",             "2021-10-01", Operation::AddUserToGroup),
    ("DELETE", "hubs/{hub}/users/{user}/groups/{group}",             "2021-10-01", Operation::RemoveUserFromGroup),
    ("DELETE", "hubs/{hub}/users/{user}/groups",                     "2021-10-01", Operation::RemoveUserFromAllGroups),
    ("POST",   "hubs/{hub}/:addToGroups",                            "2023-07-01", Operation::AddConnectionsToGroups),
    ("POST",   "hubs/{hub}/:removeFromGroups",                       "2023-07-01", Operation::RemoveConnectionsFromGroups),
    ("GET",    "hubs/{hub}/groups/{group}/connections",              "2024-12-01", Operation::ListConnectionsInGroup),
    ("PUT",    "hubs/{hub}/permissions/{permission}/connections/{connection}", "2021-10-01", Operation::GrantPermission),
    ("DELETE", "hubs/{hub}/permissions/{permission}/connections/{connection}", "2021-10-01", Operation::RevokePermission),
    ("HEAD",   "hubs/{hub}/permissions/{permission}/connections/{connection}", "2021-10-01", Operation::CheckPermission),
];

/// A row of the table, and the names found in the path.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Route<'a> {
    pub(super) operation: Operation,
    /// The first api-version that has it.
    pub(super) since: &'static str,
    pub(super) hub: Option<&'a str>,
    /// The names after the hub, in order.
    pub(super) names: Vec<&'a str>,
    pattern: &'static str,
}

impl<'a> Route<'a> {
    /// 404 for an unknown path, 405 for a verb that the path does not have.
    pub(super) fn find(method: &Method, path: &[&'a str]) -> Result<Self, Rejection> {
        let mut allowed = Vec::new();
        for &(verb, pattern, since, operation) in TABLE {
            let Some((hub, names)) = captures(pattern, path) else { continue };
            if method == verb {
                return Ok(Self { operation, since, hub, names, pattern });
            }
            allowed.push(verb);
        }
        if allowed.is_empty() {
            return Err(Rejection::unknown_path());
        }
        Err(Rejection::method_not_allowed(&allowed.join(", ")))
    }

    /// The kinds of the names after the hub.
    pub(super) fn kinds(&self) -> impl Iterator<Item = &'static str> + use<> {
        self.pattern.split('/').filter_map(name_of).filter(|&kind| kind != "hub")
    }
}

fn name_of(part: &str) -> Option<&str> {
    part.strip_prefix('{')?.strip_suffix('}')
}

/// The hub and the other names, if the path matches. No name is empty.
fn captures<'a>(pattern: &str, path: &[&'a str]) -> Option<(Option<&'a str>, Vec<&'a str>)> {
    let mut hub = None;
    let mut names = Vec::new();
    let mut parts = pattern.split('/');
    for &segment in path {
        let part = parts.next()?;
        match name_of(part) {
            Some(_) if segment.is_empty() => return None,
            Some("hub") => hub = Some(segment),
            Some(_) => names.push(segment),
            None if part == segment => {}
            None => return None,
        }
    }
    parts.next().is_none().then_some((hub, names))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn find<'a>(method: &Method, path: &'a str) -> Result<Route<'a>, u16> {
        let path: Vec<&str> = path.split('/').collect();
        Route::find(method, &path).map_err(|rejection| rejection.response().status().as_u16())
    }

    #[test]
    fn paths() {
        let route = find(&Method::PUT, "hubs/c/users/u/groups/g").expect("known");
        assert_eq!((route.operation, route.hub), (Operation::AddUserToGroup, Some("c")));
        assert_eq!(route.kinds().zip(route.names).collect::<Vec<_>>(), [("user", "u"), ("group", "g")]);
        let route = find(&Method::HEAD, "health").expect("known");
        assert_eq!((route.operation, route.hub, route.names), (Operation::Health, None, vec![]));
    }

    #[test]
    fn rejected() {
        for path in
            ["", "health/", "hubs", "hubs/c", "hubs//:send", "hubs/c/groups//:send", "hubs/c/:send/x", "hubs/c/:Send"]
        {
            assert_eq!(find(&Method::POST, path), Err(404), "{path}");
        }
        assert_eq!(find(&Method::GET, "health"), Err(405));
        assert_eq!(find(&Method::GET, "hubs/c/:send"), Err(405));
    }
}
