//! The fault run: thousands of sends through a server that refuses, resets, stalls, truncates and answers errors.
//!
//! The server keeps a [ledger](Ledger) of each attempt that it read and each message that it accepted; the client's side
//! is what its calls and attempts [report](Report). Then the two books are compared: what was promised must be true,
//! whatever the faults were: see [`Books::broken_promises`]. The server is threads and sockets, and shares no code with
//! the library.
//!
//! ```sh
//! cargo test -p webpubsub-faults -- --nocapture
//! ```
//!
//! prints the counts and takes half a minute at most. What happens to a message depends on a seed, on its number and on
//! its attempt's; the seed is printed, and `WEBPUBSUB_FAULT_SEED` repeats it. Which connections the attempts meet, and
//! when, is the machine's.

mod accept;
mod books;
mod dice;
mod fault;
mod http1;
mod ledger;
mod observe;
mod run;

pub use accept::Server;
pub use books::{Books, Guarantee};
pub use dice::{Dice, seed};
pub use fault::{Effect, Fault, Hang};
pub use ledger::{Entry, Ledger};
pub use observe::{Attempted, Observed, Said};
pub use run::{Report, Run};
