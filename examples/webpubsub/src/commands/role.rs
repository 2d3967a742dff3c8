//! The roles that a token can name.

/// What a role can permit.
const PERMISSIONS: [&str; 2] = ["joinLeaveGroup", "sendToGroup"];

/// The role, unless the service would ignore it: a client with it would only learn later that it may not do anything.
pub(super) fn parse(text: &str) -> Result<String, String> {
    if PERMISSIONS.iter().any(|permission| is_of(permission, text)) {
        return Ok(text.to_owned());
    }
    Err(format!("it permits nothing: {}", advice(text)))
}

/// `webpubsub.sendToGroup`, `webpubsub.sendToGroup.lobby`, `webpubsub.sendToGroups.lobby.*`
fn is_of(permission: &str, role: &str) -> bool {
    let Some(rest) = role.strip_prefix("webpubsub.").and_then(|rest| rest.strip_prefix(permission)) else {
        return false;
    };
    let named = |name: &str| !name.trim().is_empty();
    rest.is_empty() || rest.strip_prefix('.').is_some_and(named) || rest.strip_prefix("s.").is_some_and(named)
}

/// The role that was meant, else those that there are.
fn advice(text: &str) -> String {
    let text = text.trim();
    let name = without(text, "webpubsub.").unwrap_or(text);
    let Some((permission, rest)) = PERMISSIONS.iter().find_map(|known| Some((known, without(name, known)?))) else {
        let forms = PERMISSIONS.map(|permission| format!("webpubsub.{permission}[.GROUP]"));
        return format!(
            "use {} or webpubsub.joinLeaveGroups.PATTERN, webpubsub.sendToGroups.PATTERN",
            forms.join(", ")
        );
    };
    match rest.trim_start_matches(['.', ':', '/', ' ']) {
        "" => format!("use webpubsub.{permission}, or webpubsub.{permission}.GROUP for one group"),
        _ if rest.starts_with(['s', 'S']) => format!("use webpubsub.{permission}s.PATTERN"),
        group => format!("use webpubsub.{permission}.{group}"),
    }
}

/// The text without a prefix, whose case does not matter.
fn without<'a>(text: &'a str, prefix: &str) -> Option<&'a str> {
    let (start, rest) = text.split_at_checked(prefix.len())?;
    start.eq_ignore_ascii_case(prefix).then_some(rest)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn roles_that_permit_something() {
        for role in [
            "webpubsub.sendToGroup",
            "webpubsub.joinLeaveGroup.lobby",
            "webpubsub.joinLeaveGroup.a.b",
            "webpubsub.sendToGroups.lobby.*",
        ] {
            assert_eq!(parse(role), Ok(role.to_owned()));
        }
    }

    #[test]
    fn others_and_what_was_meant() {
        for (role, advice) in [
            ("sendToGroup", "use webpubsub.sendToGroup, or webpubsub.sendToGroup.GROUP for one group"),
            ("sendToGroup.lobby", "use webpubsub.sendToGroup.lobby"),
            ("webpubsub.sendtogroup.Lobby", "use webpubsub.sendToGroup.Lobby"),
            ("joinLeaveGroup:lobby", "use webpubsub.joinLeaveGroup.lobby"),
            ("webpubsub.sendToGroup.", "use webpubsub.sendToGroup, or webpubsub.sendToGroup.GROUP for one group"),
            ("webpubsub.joinLeaveGroups", "use webpubsub.joinLeaveGroups.PATTERN"),
            ("admin", "use webpubsub.joinLeaveGroup[.GROUP], webpubsub.sendToGroup[.GROUP] or "),
            ("", "use webpubsub.joinLeaveGroup[.GROUP]"),
            ("é.sendToGroup", "use webpubsub.joinLeaveGroup[.GROUP]"),
        ] {
            let error = parse(role).expect_err(role);
            assert!(error.starts_with(&format!("it permits nothing: {advice}")), "{role}: {error}");
        }
    }
}
