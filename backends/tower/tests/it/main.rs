//! The transport over real stacks, and over small services that do what a stack can do.

mod conformance;
mod errors;
mod local;
mod readiness;
mod reqwest_client;
mod stack;
mod support;
