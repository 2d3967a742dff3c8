//! A chat server: axum receives what clients do, hyper sends what they are to see.
//!
//! Read `receive.rs` first.

mod chat;
mod receive;
mod routes;

pub use chat::Chat;
pub use routes::routes;
