//! A server that does what real ones do on a bad day, on request: the path says what.
//!
//! `/<behaviour>/<id>…`: the number comes from `/new`, and `/seen/<id>` tells what arrived under it. The README has the
//! list of behaviours. What to do is decided in one place for both protocols, [`World`], without I/O.

mod action;
mod cors;
mod http1;
#[cfg(feature = "http2")]
mod http2;
mod plan;
mod start;
mod traps;
mod world;

pub use action::{Action, Body, Then};
pub use start::{FaultServer, FaultServerBuilder};
pub use world::{Head, World};
