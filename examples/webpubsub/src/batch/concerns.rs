//! What a call is about, for those that are made in order.

use super::fields::Fields;
use std::collections::HashSet;

/// The arguments that are names, and what they are names of.
const NAMES: [(&str, &str); 3] = [("group", "group"), ("user_id", "user"), ("connection_id", "connection")];

/// What a call concerns.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Concerns {
    /// Nothing that another call could change.
    Nothing,
    /// Groups, users and connections.
    Names(Vec<String>),
    /// The whole hub, or what is not known.
    Hub,
}

impl Concerns {
    pub(super) fn of(op: &str, args: &Fields) -> Self {
        if matches!(op, "health" | "get_client_access_token") {
            return Self::Nothing;
        }
        let text = |field| serde_json::from_str::<String>(args.peek(field)?.get()).ok();
        let found = NAMES.into_iter().filter_map(|(field, what)| Some(format!("{what} {}", text(field)?)));
        match found.collect::<Vec<_>>() {
            names if names.is_empty() => Self::Hub,
            names => Self::Names(names),
        }
    }
}

/// What earlier calls that have not ended concern.
#[derive(Default)]
pub(super) struct Earlier<'a> {
    names: HashSet<&'a str>,
    hub: bool,
    any: bool,
}

impl<'a> Earlier<'a> {
    /// Whether a call must wait for one of them.
    pub(super) fn holds(&self, concerns: &Concerns) -> bool {
        match concerns {
            Concerns::Nothing => false,
            Concerns::Names(names) => self.hub || names.iter().any(|name| self.names.contains(name.as_str())),
            Concerns::Hub => self.any,
        }
    }

    pub(super) fn add(&mut self, concerns: &'a Concerns) {
        match concerns {
            Concerns::Nothing => return,
            Concerns::Names(names) => self.names.extend(names.iter().map(String::as_str)),
            Concerns::Hub => self.hub = true,
        }
        self.any = true;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn concerns(op: &str, args: &str) -> Concerns {
        Concerns::of(op, &serde_json::from_str(args).expect("JSON"))
    }

    #[test]
    fn calls_wait_for_what_they_share() {
        let send = concerns("send_to_group", r#"{"group": "lobby", "message": {"text": "hi"}}"#);
        let join = concerns("add_connection_to_group", r#"{"group": "lobby", "connection_id": "c1"}"#);
        let user = concerns("send_to_user", r#"{"user_id": "lobby"}"#);
        let all = concerns("send_to_all", "{}");
        let by_filter = concerns("add_connections_to_groups", r#"{"groups": ["lobby"]}"#);
        let health = concerns("health", "{}");
        for (earlier, later, waits) in [
            (&send, &join, true),
            (&join, &send, true),
            (&send, &user, false),
            (&send, &all, true),
            (&all, &user, true),
            (&by_filter, &send, true),
            (&all, &all, true),
            (&health, &all, false),
            (&all, &health, false),
        ] {
            let mut known = Earlier::default();
            known.add(earlier);
            assert_eq!(known.holds(later), waits, "{later:?} after {earlier:?}");
        }
    }
}
