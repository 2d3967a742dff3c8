//! Steps 2 and 3 of a call, request and authorize: from an operation's facts to a signed request, without an HTTP library.

mod prepared;
mod unsigned;
mod url;

#[cfg(feature = "http")]
pub(crate) use prepared::ACCEPT;
pub use prepared::PreparedRequest;
pub(crate) use unsigned::Confidential;
pub use unsigned::UnsignedRequest;
pub(crate) use url::encode;
pub use url::{ServiceQuery, ServiceUrl};
