//! From a call of the client to the frame that a WebSocket client reads.

mod blocking;
mod entra;
mod errors;
mod examples;
mod express;
mod operations;
mod payloads;
mod published;
mod shown;
mod understood;
