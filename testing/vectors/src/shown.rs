//! What a log shows of a call.

use crate::behaviour::{Behaviour, Outcome, Returned};
use std::collections::BTreeSet;

/// Something that a reader of a log can see.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[allow(clippy::exhaustive_enums)] // The table names them.
pub enum Shown {
    /// That there was a call.
    Call,
    /// The path, and with it names of users, groups and connections.
    Path,
    /// A parameter of the query other than `api-version`, a filter for example.
    Parameter,
    /// The body of a request.
    Body,
    /// The value of `Authorization`.
    Authorization,
    /// The token that the call hands out.
    ClientToken,
}

/// What is shown by these lines.
pub fn shown(lines: &[String], behaviour: &Behaviour) -> BTreeSet<Shown> {
    let text = lines.join("\n");
    // Logs write strings with escapes or without. What is very short is found by chance.
    let holds =
        |part: &str| part.len() > 3 && [part, &part.escape_debug().to_string()].iter().any(|p| text.contains(*p));
    let mut shown = BTreeSet::new();
    let mut see = |what, is_shown| {
        if is_shown {
            shown.insert(what);
        }
    };
    see(Shown::Call, !text.is_empty());
    for sent in &behaviour.sent {
        see(Shown::Path, holds(&sent.url.path));
        let mut parameters = sent.url.query.split('&').filter(|pair| !pair.starts_with("api-version="));
        see(Shown::Parameter, parameters.any(holds));
        see(Shown::Body, std::str::from_utf8(&sent.body).is_ok_and(holds));
        see(Shown::Authorization, sent.bearer().is_some_and(holds));
    }
    if let Outcome::Returned(Returned::Access(access)) = &behaviour.outcome {
        see(Shown::ClientToken, holds(&access.token));
    }
    shown
}
