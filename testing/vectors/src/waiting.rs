//! What is recorded and not judged yet, and why. Everything else is judged.

use crate::load::Case;

/// A group of cases that waits.
#[derive(Clone, Copy, Debug)]
pub struct Waiting<What: 'static> {
    /// The beginning of a case's name, or a question to a case.
    pub what: What,
    /// What is missing.
    pub why: &'static str,
}

/// Families whose cases differ in what happens after the first attempt.
pub const FAMILIES: &[Waiting<&str>] = &[
    Waiting { what: "retry/", why: "needs a judge of waits and repeated attempts" },
    Waiting { what: "network/", why: "needs a transport that breaks as the recorder did" },
    Waiting { what: "redirect/", why: "needs a transport that answers for two hosts" },
    Waiting { what: "logging/", why: "needs the events, not the requests" },
];

/// A question to a case.
pub type Question = fn(&Case) -> bool;

/// Calls of judged families that the library cannot make yet.
pub const CALLS: &[Waiting<Question>] = &[Waiting {
    what: |case| case.call.client.token_fails,
    why: "core takes a token; credentials, which fetch one, are an adapter's",
}];

/// Operations that the library does not have yet.
pub const OPERATIONS: &[&str] = &[];

/// The waiting family that a case belongs to.
pub fn family(case: &str) -> Option<&'static Waiting<&'static str>> {
    FAMILIES.iter().find(|family| case.starts_with(family.what))
}

/// Why this case of a judged family waits.
pub fn reason(case: &Case) -> Option<&'static str> {
    if OPERATIONS.contains(&case.call.op.as_str()) {
        return Some("the library does not have this operation yet");
    }
    CALLS.iter().find(|call| (call.what)(case)).map(|call| call.why)
}
