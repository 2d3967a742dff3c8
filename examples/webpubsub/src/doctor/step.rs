//! The steps that were made, and what follows from them.

use crate::reasons::Reason;
use serde_json::{Value, json};
use std::fmt;

/// One step.
#[derive(Debug)]
pub(super) struct Step {
    pub(super) name: &'static str,
    pub(super) outcome: Outcome,
    pub(super) text: String,
}

#[derive(Debug)]
pub(super) enum Outcome {
    Works,
    /// It works now; the reason can be that of a later step.
    Warns(Reason),
    Fails(Reason),
    /// There is nothing to do, or an earlier step failed.
    Skipped,
}

impl Step {
    pub(super) fn works(name: &'static str, text: impl Into<String>) -> Self {
        Self { name, outcome: Outcome::Works, text: text.into() }
    }

    pub(super) fn warns(name: &'static str, reason: Reason, text: impl Into<String>) -> Self {
        Self { name, outcome: Outcome::Warns(reason), text: text.into() }
    }

    pub(super) fn fails(name: &'static str, reason: Reason, text: impl Into<String>) -> Self {
        Self { name, outcome: Outcome::Fails(reason), text: text.into() }
    }

    pub(super) fn skipped(name: &'static str, text: impl Into<String>) -> Self {
        Self { name, outcome: Outcome::Skipped, text: text.into() }
    }

    pub(super) fn failed(&self) -> bool {
        matches!(self.outcome, Outcome::Fails(_))
    }

    pub(super) fn to_json(&self) -> Value {
        let outcome = match self.outcome {
            Outcome::Works => "works",
            Outcome::Warns(_) => "warns",
            Outcome::Fails(_) => "fails",
            Outcome::Skipped => "skipped",
        };
        json!({"step": self.name, "outcome": outcome, "text": self.text})
    }
}

/// `ok    name       127.0.0.1`
impl fmt::Display for Step {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let outcome = match self.outcome {
            Outcome::Works => "ok",
            Outcome::Warns(_) => "?",
            Outcome::Fails(_) => "FAILS",
            Outcome::Skipped => "-",
        };
        write!(f, "{outcome:5} {:10} {}", self.name, self.text)
    }
}

/// The reason that helps: that of the step that failed, unless an earlier warning explains it; else that of the warning.
pub(super) fn decide(steps: &[Step]) -> Option<&Reason> {
    let failed =
        steps.iter().find_map(|step| if let Outcome::Fails(reason) = &step.outcome { Some(reason) } else { None });
    let warning =
        steps.iter().find_map(|step| if let Outcome::Warns(reason) = &step.outcome { Some(reason) } else { None });
    match (failed, warning) {
        // A clock that is wrong makes every signature and token invalid.
        (Some(Reason::WrongKey { .. } | Reason::TokenRejected { .. } | Reason::SignIn(_)), Some(clock)) => Some(clock),
        (Some(failed), _) => Some(failed),
        (None, warning) => warning,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_clock_explains_what_is_rejected_and_nothing_else() {
        let clock = || Step::warns("clock", Reason::ClockOff { seconds: 600 }, "");
        let fails = |reason| Step::fails("signature", reason, "");
        let at = || "h:443".to_owned();
        for (steps, cause) in [
            (vec![], None),
            (vec![Step::works("name", ""), Step::skipped("tls", "")], None),
            (vec![clock()], Some("clock-off")),
            (vec![clock(), fails(Reason::WrongKey { at: at() })], Some("clock-off")),
            (vec![clock(), fails(Reason::TokenRejected { at: at() })], Some("clock-off")),
            (vec![clock(), fails(Reason::NoRole { at: at() })], Some("no-role")),
            (vec![clock(), fails(Reason::WebSocketBlocked { at: at() })], Some("websocket-blocked")),
            (vec![fails(Reason::WrongKey { at: at() })], Some("wrong-key")),
        ] {
            assert_eq!(decide(&steps).map(Reason::name), cause, "{steps:?}");
        }
    }
}
