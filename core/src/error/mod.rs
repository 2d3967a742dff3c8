//! The four stages at which a call can fail, one type each, and the error of the whole call.

mod build;
#[cfg(feature = "http")]
mod call;
mod credential;
mod details;
mod service;
mod transport;

pub use build::BuildError;
#[cfg(feature = "http")]
pub(crate) use call::Failure;
#[cfg(feature = "http")]
pub use call::{Error, ErrorKind};
pub use credential::CredentialError;
pub use service::ServiceError;
pub use transport::{TransportError, TransportErrorKind};

use crate::foreign::Printable;
use alloc::string::ToString;
use core::fmt;
use core::fmt::Write;

/// So many bytes of a text that is not the service's are printed. It can name several attempts, each with its reason.
const MAX_CAUSE: usize = 2_000;

/// The text of an error and those of its causes in one line: what `fn main() -> Result<…>` and `unwrap` print. Some foreign
/// errors quote their source; it is not printed again.
fn fmt_with_causes(error: &(dyn core::error::Error + 'static), f: &mut fmt::Formatter<'_>) -> fmt::Result {
    let mut text = error.to_string();
    for cause in core::iter::successors(error.source(), |cause| cause.source()) {
        let cause = cause.to_string();
        if !text.contains(&cause) {
            write!(text, ": {}", Printable(&cause, MAX_CAUSE))?;
        }
    }
    f.write_str(&text)
}
