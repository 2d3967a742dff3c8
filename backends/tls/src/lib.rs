//! The TLS of backends over rustls: which certificates are trusted, which one is presented, and what to do about a
//! server's certificate that was rejected. No sockets here, so a backend can use it with a runtime or without.
//!
//! Users of a backend do not need this crate: its builder has these settings.

#![cfg_attr(docsrs, feature(doc_cfg))]

mod certificate_error;
mod settings;

pub use certificate_error::{advice, tls_error};
pub use settings::TlsSettings;
