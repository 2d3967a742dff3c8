//! Step 6, decide: whether an attempt is repeated, and when. Pure; nothing here waits.

mod date;
mod plan;
mod retry_after;

pub use plan::{Attempted, Decision, Outcome, RetryPlan};
pub(crate) use retry_after::retry_after;
