//! What a send costs beside the least that bare hyper can do.
//!
//! ```sh
//! cargo run --release -p webpubsub-sender
//! ```
//!
//! Two senders take turns against a server in another process, which answers 202: [`Ours`], the client with the hyper
//! backend, and [`Bare`], hyper-util's client with requests put together by hand. Both write the same headers, and a fresh
//! token into each request. Bare checks nothing, has no limits, no retries, no proxies, and does not look at a used
//! connection before it writes; what the library adds for these is what is measured.
//!
//! Printed is the CPU time of this process, of user and system, for a send: medians over all rounds, and the median of the
//! rounds' ratios. It is the whole price on this side, system calls included, and is hardly disturbed by a busy machine,
//! other than the time that passes. Both sides run on one thread of tokio; on Linux, that and the server stay on one
//! processor, because to wake another one costs more than all the rest, and whether that is needed would be luck.

mod bare;
mod ours;
mod rounds;
mod server;

pub use bare::Bare;
pub use ours::Ours;
pub use rounds::{Case, Cost, compare};
pub use server::{ACCEPTED, serve};

/// What stops the program: whatever it is, it is printed.
pub type Failure = Box<dyn std::error::Error + Send + Sync>;

/// As long as the service's own keys, and none of them.
pub const KEY: &str = "c2VjcmV0LWtleS1mb3ItYmVuY2htYXJrcy1vbmx5LTAwMDE=";

/// Sends a message to all clients of the hub `chat`.
pub trait Sender: Clone + Send + 'static {
    /// Sends, and returns once it was accepted.
    fn send(&self) -> impl Future<Output = Result<(), Failure>> + Send;
}
