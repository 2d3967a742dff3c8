//! Recorded traffic of the official SDKs, and the judge that compares this library with it.
//!
//! A [case](recording::Case) is one call, recorded for each SDK. This library makes the same call; what either side does
//! is a [`behaviour`]. The [`judge`] compares: each [difference](judge::Difference) needs a [rule](judge::Rule), and each
//! rule a difference. Rules are written with [`facts`] about the call; invariants no rule excuses.

pub mod behaviour;
pub mod judge;
pub mod page;
pub mod recording;

/// What can be read from a call and its responses: the words in which the rules are written. Nothing here asks the library,
/// but for the retry policy in [`retry`](facts::retry).
pub mod facts {
    pub mod arguments;
    pub mod endpoints;
    pub mod responses;
    pub mod retry;
}
