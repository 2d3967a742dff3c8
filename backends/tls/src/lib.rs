#![doc = include_str!("../README.md")]
#![cfg_attr(docsrs, feature(doc_cfg))]

mod certificate_error;
mod settings;

pub use certificate_error::{advice, tls_error};
pub use settings::{TlsSettings, default_roots};
