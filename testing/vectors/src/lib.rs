//! Recorded traffic of the official SDKs, and the judge that holds this library against it.
//!
//! A case is one call in neutral words ([`case`]), recorded for each SDK ([`load`]). The library makes the same call
//! ([`ours`]), both become a [`behaviour`], and [`compare`] finds where they differ. Each difference needs a row of the
//! table in [`rules`], and each row a difference; what the rows may not excuse is in [`always`].

pub mod always;
pub mod behaviour;
mod build;
mod call;
pub mod case;
pub mod compare;
mod effort;
pub mod expect;
pub mod facts;
pub mod judge;
pub mod jwt;
pub mod load;
pub mod ours;
pub mod page;
pub mod recorder;
pub mod report;
pub mod rule;
pub mod rules;
pub mod shown;
pub mod theirs;
pub mod url;
mod verdict;
