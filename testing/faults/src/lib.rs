//! The fault run: thousands of sends through a server that refuses connections, resets, stalls, truncates and responds with
//! errors; over HTTP/1.1, HTTP/1.1 over TLS, and HTTP/2 over TLS, where it also refuses streams, resets them, sends GOAWAY
//! and stops flow control.
//!
//! The server records in a [ledger](Ledger) each attempt that it read and each message that it accepted; the client records
//! the [reports](Report) of its calls and the outcomes of its attempts. The two records must agree with the library's
//! guarantees, whatever the faults: see [`Results::violations`]. The server uses plain threads and sockets, writes its
//! HTTP/2 frames by hand, and shares no code with the library but rustls.
//!
//! ```sh
//! cargo run --release -p webpubsub-faults
//! ```
//!
//! makes 100,000 sends in a minute or two, prints the counts and the violations, and fails if there are any. They are shared
//! by all [backends](Backend); `-- --backend blocking` makes them through one.
//!
//! ```sh
//! cargo test -p webpubsub-faults -- --nocapture
//! ```
//!
//! makes fewer in half a minute at most. The fault of an attempt depends on a seed, the number of the message and the
//! number of the attempt; the seed is printed, and `WEBPUBSUB_FAULT_SEED` sets it. The timing, and which connections the
//! attempts use, vary from run to run.

mod accept;
mod backend;
mod dice;
mod fault;
mod http1;
mod http2;
mod ledger;
mod observed;
mod results;
mod run;
mod transport;

pub use accept::Server;
pub use backend::Backend;
pub use dice::{Dice, seed};
pub use fault::{ConnectionFault, Effect, Fault};
pub use ledger::{Entry, Ledger};
pub use observed::{AttemptOutcome, Attempts, ObservedTransport};
pub use results::{Guarantee, Results};
pub use run::{Report, Run};
pub use transport::Transport;
