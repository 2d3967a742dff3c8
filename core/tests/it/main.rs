//! Core from outside: operations as a table, whole calls in virtual time, secrets, logs, hostile input.

#![allow(clippy::unwrap_used)] // A panic fails the test.

mod calls;
mod challenges;
mod clock_set_back;
mod connection_strings;
mod credentials;
mod endless_listing;
mod entra;
mod errors;
mod events;
mod every_operation;
mod hostile;
mod html_pages;
mod listing;
mod logging;
mod managed_identity;
mod operations;
mod own_operations;
mod redirects;
mod reflected;
mod rejected;
mod rejected_token;
mod rejected_twice;
mod secrets;
mod slow_tokens;
mod stage;
mod support;
mod timeouts;
mod token_cache;
mod token_renewal;
mod token_scope;
mod values;
