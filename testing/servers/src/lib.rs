//! Small servers for the tests of backends, on threads of their own, so that they act whatever the client's runtime does;
//! and what these tests measure.

#![allow(clippy::missing_panics_doc)] // Made for tests: whatever goes wrong panics.

mod count;
mod http1;
mod memory;
mod proxy;
mod service;
mod tls;

pub use count::{Count, counting_server};
pub use http1::{ACCEPTED, Received, read_request, responding, serve};
pub use memory::Memory;
pub use proxy::{Behavior, TestProxy};
pub use service::TlsService;
pub use tls::{Certificate, Tls, accept, certificate, certificate_with, send_close_notify, server_config};
