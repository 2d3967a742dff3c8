//! The form of a row of the table.

use crate::behaviour::Behaviour;
use crate::compare::Aspect;
use crate::load::{Case, Sdk};

/// A row.
#[derive(Clone, Copy, Debug)]
pub struct Rule {
    /// What this library does.
    pub name: &'static str,
    /// Why.
    pub reason: &'static str,
    /// When, and in what it differs.
    pub kind: Kind,
}

/// The two kinds of rows.
#[derive(Clone, Copy, Debug)]
#[allow(clippy::exhaustive_enums)] // Matched whole in this package.
pub enum Kind {
    /// Whenever a call breaks the rule, it is refused before anything is sent, and the error names the field that the
    /// function gives.
    Refuse(fn(&Case) -> Option<&'static str>),
    /// These SDKs may do otherwise than this library.
    Differ {
        /// Which SDKs.
        from: &'static [Sdk],
        /// In which cases.
        when: fn(&Case) -> bool,
        /// In what.
        what: &'static [Aspect],
        /// What then holds of us.
        ours: Ours,
    },
}

/// What holds of this library where an SDK does otherwise.
#[derive(Clone, Copy, Debug)]
#[allow(clippy::exhaustive_enums)] // Matched whole in this package.
pub enum Ours {
    /// Another SDK does the same as this library.
    LikeAnother,
    /// This, whatever the SDKs do.
    Holds(fn(&Case, &Behaviour) -> bool),
}

/// A call that breaks the rule is refused.
pub(crate) const fn refuse(name: &'static str, when: fn(&Case) -> Option<&'static str>, reason: &'static str) -> Rule {
    Rule { name, reason, kind: Kind::Refuse(when) }
}

/// One SDK, or several, stand alone; ours is what another does.
pub(crate) const fn theirs(
    name: &'static str,
    from: &'static [Sdk],
    when: fn(&Case) -> bool,
    what: &'static [Aspect],
    reason: &'static str,
) -> Rule {
    Rule { name, reason, kind: Kind::Differ { from, when, what, ours: Ours::LikeAnother } }
}

/// Ours is what the check says.
pub(crate) const fn ours(
    name: &'static str,
    from: &'static [Sdk],
    when: fn(&Case) -> bool,
    what: &'static [Aspect],
    holds: fn(&Case, &Behaviour) -> bool,
    reason: &'static str,
) -> Rule {
    Rule { name, reason, kind: Kind::Differ { from, when, what, ours: Ours::Holds(holds) } }
}
