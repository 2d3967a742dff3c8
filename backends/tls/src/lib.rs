//! TLS settings of backends over rustls: which certificates are trusted, which one is presented, and advice for when a
//! server's certificate is rejected. There are no sockets here, so backends with and without a runtime use it.
//!
//! Users of a backend do not need this crate: its builder has these settings.

#![cfg_attr(docsrs, feature(doc_cfg))]

mod certificate_error;
mod settings;

pub use certificate_error::{advice, tls_error};
pub use settings::{TlsSettings, default_roots};
