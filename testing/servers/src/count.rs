//! How many connections of a server are open.

use crate::{ACCEPTED, read_request, serve};
use std::io::Write;
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

/// Counts the open connections of a server, and the most there were.
#[derive(Clone, Debug, Default)]
pub struct Count(Arc<(AtomicUsize, AtomicUsize)>);

impl Count {
    /// One more is open.
    pub fn enter(&self) {
        let now = self.0.0.fetch_add(1, Ordering::SeqCst) + 1;
        self.0.1.fetch_max(now, Ordering::SeqCst);
    }

    /// One has been closed.
    pub fn leave(&self) {
        self.0.0.fetch_sub(1, Ordering::SeqCst);
    }

    /// The most that were open at once.
    pub fn most(&self) -> usize {
        self.0.1.load(Ordering::SeqCst)
    }
}

/// A server that responds 202 to each request, and closes a connection after `requests` of them.
pub fn counting_server(requests: usize) -> (SocketAddr, Count) {
    let count = Count::default();
    let counted = count.clone();
    let address = serve(move |mut stream| {
        counted.enter();
        for turn in 1..=requests {
            if read_request(&mut stream).is_none() {
                break;
            }
            if turn == requests {
                // Before the client can know: what it opens then is counted after.
                counted.leave();
            }
            let _ = stream.get_mut().write_all(ACCEPTED.as_bytes());
        }
    });
    (address, count)
}
