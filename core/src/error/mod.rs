//! The four stages at which a call can fail, one type each, and the error of the whole call.

mod build;
#[cfg(feature = "http")]
mod call;
mod credential;
#[cfg(feature = "error-details")]
mod details;
#[cfg(not(feature = "error-details"))]
mod no_details;
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

#[cfg(not(feature = "error-details"))]
use no_details as details;

use alloc::string::ToString;
use core::fmt;
use core::fmt::Write;

/// A text that another library or an authority wrote, in one line. It can name several attempts, each with its reason.
#[cfg(feature = "error-details")]
fn printable(text: &str) -> impl fmt::Display + '_ {
    crate::foreign::Printable(text, 2_000)
}

/// A text that a transport wrote.
#[cfg(not(feature = "error-details"))]
fn printable(text: &str) -> &str {
    text
}

/// The text of an error and those of its causes in one line: what `fn main() -> Result<…>` and `unwrap` print. Some foreign
/// errors quote their source; it is not printed again.
fn fmt_with_causes(error: &(dyn core::error::Error + 'static), f: &mut fmt::Formatter<'_>) -> fmt::Result {
    let mut text = error.to_string();
    for cause in core::iter::successors(error.source(), |cause| cause.source()) {
        let cause = cause.to_string();
        if !text.contains(&cause) {
            write!(text, ": {}", printable(&cause))?;
        }
    }
    f.write_str(&text)
}
