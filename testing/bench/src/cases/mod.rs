//! All operations beside their floors, with names as they are: short, of characters that need no encoding.

mod closes;
mod groups;
mod others;
mod sends;

pub use sends::send_to_all;

use crate::{Case, Failure};

const VERSION: &str = "?api-version=2024-12-01";

/// What the service says to most changes.
const DONE: (u16, &str) = (200, "");

/// And to what takes something away.
const GONE: (u16, &str) = (204, "");

/// Every operation, sends first.
pub fn cases() -> Result<Vec<Case>, Failure> {
    let mut cases = sends::cases()?;
    cases.extend(closes::cases()?);
    cases.extend(groups::cases()?);
    cases.extend(others::cases()?);
    Ok(cases)
}
