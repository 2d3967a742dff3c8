//! The real binary against an emulator in the test's own process.

mod batch;
mod batch_failures;
mod commands;
mod entra;
mod exits;
mod groups;
mod help;
mod messages;
mod recorded;
mod responses;
mod secrets;
mod support;
mod tls;
mod token;
mod watch;
mod wire;
