//! What the fuzz targets share: a target to prepare requests for, questions to a URL, and a running emulator.

mod prepared;
mod service;
mod url;
mod web_socket;

pub use prepared::{NOW, prepare, show, target};
pub use service::{Response, Service};
pub use url::{is_written_plainly, segments};
pub use web_socket::WebSocket;
