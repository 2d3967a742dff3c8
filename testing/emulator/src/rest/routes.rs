//! Which verb and path is which operation, and since when.

use http::{Method, StatusCode};

use super::error::Refusal;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Operation {
    Health,
    SendToAll,
    SendToGroup,
    SendToUser,
    SendToConnection,
    CloseConnection,
    ConnectionExists,
}

/// `{hub}` and `{}` stand for one name each.
#[rustfmt::skip]
const TABLE: &[(&str, &str, &str, Operation)] = &[
    ("HEAD",   "health",                                "2021-10-01", Operation::Health),
    ("POST",   "hubs/{hub}/:send",                      "2021-10-01", Operation::SendToAll),
    ("POST",   "hubs/{hub}/groups/{}/:send",            "2021-10-01", Operation::SendToGroup),
    ("POST",   "hubs/{hub}/users/{}/:send",             "2021-10-01", Operation::SendToUser),
    ("POST",   "hubs/{hub}/connections/{}/:send",       "2021-10-01", Operation::SendToConnection),
    ("DELETE", "hubs/{hub}/connections/{}",             "2021-10-01", Operation::CloseConnection),
    ("HEAD",   "hubs/{hub}/connections/{}",             "2021-10-01", Operation::ConnectionExists),
];

/// A row of the table, and the names found in the path.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Route<'a> {
    pub(super) operation: Operation,
    /// The first api-version that has it.
    pub(super) since: &'static str,
    pub(super) hub: Option<&'a str>,
    pub(super) names: Vec<&'a str>,
}

impl<'a> Route<'a> {
    /// 404 for a path that nothing lives at, 405 for a verb it does not know.
    pub(super) fn find(method: &Method, path: &[&'a str]) -> Result<Self, Refusal> {
        let mut allowed = Vec::new();
        for &(verb, pattern, since, operation) in TABLE {
            let Some((hub, names)) = captures(pattern, path) else {
                continue;
            };
            if method == verb {
                return Ok(Self { operation, since, hub, names });
            }
            allowed.push(verb);
        }
        if allowed.is_empty() {
            return Err(Refusal::status(StatusCode::NOT_FOUND));
        }
        Err(Refusal::method_not_allowed(&allowed.join(", ")))
    }
}

/// The hub and the other names, if the path fits. No name is empty.
fn captures<'a>(pattern: &str, path: &[&'a str]) -> Option<(Option<&'a str>, Vec<&'a str>)> {
    let mut hub = None;
    let mut names = Vec::new();
    let mut parts = pattern.split('/');
    for &segment in path {
        match parts.next()? {
            "{hub}" | "{}" if segment.is_empty() => return None,
            "{hub}" => hub = Some(segment),
            "{}" => names.push(segment),
            literal if literal == segment => {}
            _ => return None,
        }
    }
    parts.next().is_none().then_some((hub, names))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn find<'a>(method: &Method, path: &'a str) -> Result<Route<'a>, u16> {
        Route::find(method, &path.split('/').collect::<Vec<_>>())
            .map_err(|refusal| refusal.response().status().as_u16())
    }

    #[test]
    fn paths() {
        let route = find(&Method::POST, "hubs/c/groups/g/:send").expect("known");
        assert_eq!((route.operation, route.hub, route.names), (Operation::SendToGroup, Some("c"), vec!["g"]));
        let route = find(&Method::HEAD, "health").expect("known");
        assert_eq!((route.operation, route.hub, route.names), (Operation::Health, None, vec![]));
    }

    #[test]
    fn refused() {
        for path in
            ["", "health/", "hubs", "hubs/c", "hubs//:send", "hubs/c/groups//:send", "hubs/c/:send/x", "hubs/c/:Send"]
        {
            assert_eq!(find(&Method::POST, path), Err(404), "{path}");
        }
        assert_eq!(find(&Method::GET, "health"), Err(405));
        assert_eq!(find(&Method::GET, "hubs/c/:send"), Err(405));
    }
}
