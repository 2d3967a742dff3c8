//! Every operation without a socket: what preparing, converting and calling cost beside the same by hand.
//!
//! Core's API is used in three places: the transport trait in `null.rs`, the client in `case.rs`, the operations in
//! `cases.rs` and `sends.rs`.

mod baseline;
mod case;
mod cases;
mod measure;
mod null;
mod sends;

pub use case::Case;
pub use cases::cases;
pub use measure::{Comparison, compare};
pub use sends::send_to_all;

use http::StatusCode;

/// The service's address in all cases.
const ENDPOINT: &str = "https://contoso.webpubsub.azure.com";

/// When everything happens, in seconds: with a clock that stands still, both sides make the same bytes.
const NOW: u64 = 1_795_487_212;

/// What the service responds when all is well.
type Success = (StatusCode, &'static str);
