//! A server that fails as real ones do, as the path of the request demands.
//!
//! `/<behaviour>/<id>…`: the number comes from `/new`, and `/seen/<id>` returns what arrived under it. The README lists
//! the behaviours. [`State`] decides for both protocols what to do, without I/O.

mod action;
mod behaviour;
mod cors;
mod http1;
#[cfg(feature = "http2")]
mod http2;
mod start;
mod state;
mod unreachable;

pub use action::{Action, Body, Then};
pub use start::{FaultServer, FaultServerBuilder};
pub use state::{Head, State};
