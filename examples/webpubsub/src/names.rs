//! The names by which the user of this program knows what the library calls otherwise.

use crate::connect::environment;
use crate::failure::Failure;
use clap::{Arg, ArgMatches, Command};

/// The library's name for a value, the argument's id, and the variable that takes its place.
const VALUES: [(&str, &str, Option<&str>); 31] = [
    ("message", "json", None),
    ("message", "file", None),
    ("message_ttl_seconds", "ttl", None),
    ("metadata", "metadata", None),
    ("excluded", "excluded", None),
    ("filter", "filter", None),
    ("reason", "reason", None),
    ("group", "group", None),
    ("group", "groups", None),
    ("group", "to_group", None),
    ("groups", "groups", None),
    ("target_name", "target_name", None),
    ("user_id", "user", None),
    ("user_id", "to_user", None),
    ("connection_id", "connection", None),
    ("connection_id", "to_connection", None),
    ("permission", "permission", None),
    ("role", "role", None),
    ("minutes", "minutes", None),
    ("max_page_size", "max_page_size", None),
    ("top", "top", None),
    ("path", "path", None),
    ("gateway", "gateway", None),
    ("api version", "api_version", None),
    ("header", "header", None),
    ("bearer token file", "bearer_token_file", None),
    ("hub", "hub", Some("WEBPUBSUB_HUB")),
    ("connection string", "connection_string", Some("WEBPUBSUB_CONNECTION_STRING")),
    ("endpoint", "endpoint", Some("WEBPUBSUB_ENDPOINT")),
    ("access key", "access_key", Some("WEBPUBSUB_ACCESS_KEY")),
    ("bearer token", "bearer_token_file", Some("WEBPUBSUB_BEARER_TOKEN")),
];

/// The names of the values that this run was given.
pub(crate) struct Names(Vec<(&'static str, String)>);

impl Names {
    /// As an argument if there is one, else as a variable.
    pub(crate) fn given(command: &Command, matches: &ArgMatches) -> Self {
        let subcommand = matches.subcommand().and_then(|(name, below)| Some((command.find_subcommand(name)?, below)));
        let argument = |id: &str| {
            let mut levels = subcommand.into_iter().chain([(command, matches)]);
            levels.find_map(|(command, matches)| given(command, matches, id))
        };
        let variable = |name: Option<&str>| name.filter(|name| environment(name).is_some()).map(str::to_owned);
        let named =
            VALUES.iter().filter_map(|(field, id, name)| Some((*field, argument(id).or_else(|| variable(*name))?)));
        Self(named.collect())
    }

    /// The failure, if it is about a value that was given, under the name that it was given by.
    pub(crate) fn applied(&self, failure: Failure) -> Failure {
        let Some(invalid) = failure.invalid() else { return failure };
        match self.0.iter().find(|(field, _)| *field == invalid.field()) {
            Some((_, name)) => Failure::Argument { name: name.clone(), rule: invalid.rule().to_owned() },
            None => failure,
        }
    }
}

fn given(command: &Command, matches: &ArgMatches, id: &str) -> Option<String> {
    let argument = command.get_arguments().find(|argument| argument.get_id() == id)?;
    matches.try_contains_id(id).ok().filter(|given| *given)?;
    Some(name(argument))
}

fn name(argument: &Arg) -> String {
    match (argument.get_long(), argument.get_value_names()) {
        (Some(long), _) => format!("--{long}"),
        (None, Some([name, ..])) => format!("<{name}>"),
        (None, _) => argument.get_id().to_string(),
    }
}
