//! Names: hubs, groups, users, connections.

use crate::build::KEY;
use crate::case::Args;
use crate::facts::connection_string;
use crate::load::Case;

/// The field that is `.` or `..` and stands for a segment of the path, or for a group that would.
pub fn dot_segment(case: &Case) -> Option<&'static str> {
    let args = &case.call.args;
    let user = args.user_id.as_ref().filter(|_| case.call.op != "get_client_access_token");
    let dots = |name: Option<&String>| name.is_some_and(|name| matches!(name.as_str(), "." | ".."));
    let group = dots(args.group.as_ref()) || groups(args).any(|group| matches!(group, "." | ".."));
    [("group", group), ("user_id", dots(user)), ("connection_id", dots(args.connection_id.as_ref()))]
        .into_iter()
        .find(|(_, wrong)| *wrong)
        .map(|(field, _)| field)
}

/// The field that is empty; blank, where that says as little; or, for the key, has blanks at its ends.
pub fn blank(case: &Case) -> Option<&'static str> {
    let (args, client) = (&case.call.args, &case.call.client);
    let empty = |text: &Option<String>| text.as_deref() == Some("");
    let blank = |text: &Option<String>| text.as_ref().is_some_and(|text| text.trim().is_empty());
    let no_groups = case.call.op.ends_with("_to_groups") || case.call.op.ends_with("_from_groups");
    let key = match args.connection_string.as_deref() {
        Some(text) => connection_string::read(text).keys.first().copied().unwrap_or(KEY),
        None => client.key.as_deref().unwrap_or(KEY),
    };
    [
        ("group", blank(&args.group) || groups(args).any(|group| group.trim().is_empty())),
        ("groups", no_groups && groups(args).next().is_none()),
        ("target_name", blank(&args.target_name)),
        ("user_id", empty(&args.user_id)),
        ("connection_id", empty(&args.connection_id)),
        ("excluded", args.excluded.iter().flatten().any(String::is_empty)),
        ("role", args.roles.iter().flatten().any(|role| role.trim().is_empty())),
        ("filter", blank(&args.filter)),
        ("connection string", key.is_empty() && args.connection_string.is_some()),
        ("access key", key.is_empty() || key.trim() != key),
    ]
    .into_iter()
    .find(|(_, wrong)| *wrong)
    .map(|(field, _)| field)
}

/// ``^[A-Za-z][A-Za-z0-9_`,.[\]]{0,127}$``
pub fn no_hub(case: &Case) -> Option<&'static str> {
    let hub = case.call.client.hub.as_deref()?;
    let letter = hub.starts_with(|first: char| first.is_ascii_alphabetic());
    let rest = hub.chars().all(|char| char.is_ascii_alphanumeric() || "_`,.[]".contains(char));
    (!letter || !rest || hub.len() > 128).then_some("hub")
}

fn groups(args: &Args) -> impl Iterator<Item = &str> {
    args.groups.iter().flatten().map(String::as_str)
}
