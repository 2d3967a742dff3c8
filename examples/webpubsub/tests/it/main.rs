//! The real binary against an emulator in the test's own process.

mod batch;
mod batch_failures;
mod batch_input;
mod commands;
mod entra;
mod exits;
mod groups;
mod help;
mod listing;
mod messages;
mod names;
mod pipes;
mod recorded;
mod responses;
mod secrets;
mod send;
mod support;
mod tls;
mod token;
mod watch;
mod watch_network;
mod wire;
