//! Core from outside: operations as a table, whole calls in virtual time, secrets, logs, hostile input.

#![allow(clippy::unwrap_used)] // In a test a panic is the answer.

mod calls;
mod entra;
mod hostile;
mod listing;
mod logging;
mod operations;
mod scripted;
mod secrets;
