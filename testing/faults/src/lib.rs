//! The fault run: thousands of sends through a server that refuses connections, resets, stalls, truncates and responds with
//! errors.
//!
//! The server records in a [ledger](Ledger) each attempt that it read and each message that it accepted; the client records
//! the [reports](Report) of its calls and the outcomes of its attempts. The two records must agree with the library's
//! guarantees, whatever the faults: see [`Results::violations`]. The server uses plain threads and sockets, and shares no
//! code with the library.
//!
//! ```sh
//! cargo test -p webpubsub-faults -- --nocapture
//! ```
//!
//! prints the counts and takes half a minute at most. The fault of an attempt depends on a seed, the number of the message
//! and the number of the attempt; the seed is printed, and `WEBPUBSUB_FAULT_SEED` sets it. The timing, and which
//! connections the attempts use, vary from run to run.

mod accept;
mod dice;
mod fault;
mod http1;
mod ledger;
mod observed;
mod results;
mod run;

pub use accept::Server;
pub use dice::{Dice, seed};
pub use fault::{ConnectionFault, Effect, Fault};
pub use ledger::{Entry, Ledger};
pub use observed::{AttemptOutcome, Attempts, ObservedTransport};
pub use results::{Guarantee, Results};
pub use run::{Report, Run};
