//! Whether an attempt is retried, and when. Pure; nothing here waits.
//!
//! An [`Attempt`] ends with an [`Outcome`]. From the outcome and its [`Context`], a [`RetryPolicy`] makes a [`Decision`]. The
//! client does this for each call; without a client you can do the same:
//!
//! ```
//! # use core::time::Duration;
//! use webpubsub_core::RetryPolicy;
//! use webpubsub_core::retry::{Context, Decision, Outcome};
//!
//! let throttled = Outcome::Response { status: 429, retry_after: Some(Duration::from_secs(2)) };
//! let context = Context { idempotent: false, attempt: 1, time_left: Duration::from_secs(100), random: 0 };
//! let decision = RetryPolicy::at_most_once().decide(throttled, context);
//! assert_eq!(decision, Decision::Retry { after: Duration::from_secs(2) });
//! ```

mod outcome;
mod policy;
mod retry_after;

use outcome::Effect;
pub use outcome::{Attempt, Context, Decision, Outcome};
pub use policy::RetryPolicy;
pub(crate) use retry_after::retry_after;
