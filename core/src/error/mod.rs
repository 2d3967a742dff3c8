//! The four ways a call can fail, one type each, and the type that carries them to the caller.

mod build;
#[cfg(feature = "http")]
mod call;
mod credential;
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
