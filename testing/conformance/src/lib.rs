#![doc = include_str!("../README.md")]
#![cfg_attr(docsrs, feature(doc_cfg))]

mod backend;
pub mod cases;
mod concurrent;
mod fixture;
mod hash;
mod macros;
mod results;
#[cfg(feature = "server")]
pub mod server;
mod verdict;

pub use backend::{Backend, Limitation};
pub use cases::{NAMES, run_all};
pub use fixture::Fixture;
pub use results::results_folder;
#[cfg(feature = "server")]
pub use server::FaultServer;
pub use verdict::{Failure, Passed, Verdict};
