//! The emulator under load: reliable delivery over broken connections, idle connections, fan-out, slow readers.

mod baseline;
pub mod cuts;
mod light;
mod process;
mod publisher;
mod service;
mod slow;
mod web_socket;

pub use baseline::Baseline;
pub use light::{FanOut, Target, fan_out, memory};
pub use process::{Process, serve_if_asked, use_program};
pub use publisher::Publisher;
pub use service::Service;
pub use slow::{SlowReaders, SlowReport, slow_readers};
pub use web_socket::{Frame, WebSocket};
