//! Looks up a host's addresses within a deadline.

use crate::deadline::{Deadline, timed_out};
use std::io;
use std::net::{IpAddr, SocketAddr, ToSocketAddrs};
use std::sync::Arc;
use std::sync::mpsc::{self, RecvTimeoutError};
use std::thread;

/// So many lookups can be under way at once, those included whose calls have given up.
const MAX_LOOKUPS: usize = 64;

/// The lookups of one transport. The system's cannot be interrupted, so each runs on a thread of its own, which a call
/// leaves behind when its time is up; the thread ends when the system gives up, after some ten seconds as a rule.
#[derive(Default)]
pub(crate) struct Lookups {
    under_way: Arc<()>,
}

impl Lookups {
    pub(crate) fn addresses(&self, host: &str, port: u16, deadline: Deadline) -> io::Result<Vec<SocketAddr>> {
        let host = host.trim_start_matches('[').trim_end_matches(']');
        if let Ok(address) = host.parse::<IpAddr>() {
            return Ok(vec![SocketAddr::new(address, port)]);
        }
        let one = Arc::clone(&self.under_way);
        if Arc::strong_count(&self.under_way) > MAX_LOOKUPS + 1 {
            return Err(io::Error::other("too many lookups of names are under way"));
        }
        let (sender, receiver) = mpsc::sync_channel(1);
        let owned = host.to_owned();
        thread::Builder::new().name("webpubsub-lookup".to_owned()).spawn(move || {
            // The call may have given up.
            let _ = sender.send((owned.as_str(), port).to_socket_addrs().map(Iterator::collect));
            drop(one);
        })?;
        match deadline.left()? {
            Some(left) => receiver.recv_timeout(left),
            None => receiver.recv().map_err(|_| RecvTimeoutError::Disconnected),
        }
        .unwrap_or_else(|_| Err(timed_out()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;

    #[test]
    fn addresses_need_no_lookup() {
        let lookups = Lookups { under_way: Arc::default() };
        let _full = vec![Arc::clone(&lookups.under_way); MAX_LOOKUPS];
        let deadline = Deadline::after(Duration::from_secs(30));
        for (host, expected) in [("127.0.0.1", "127.0.0.1:80"), ("[::1]", "[::1]:80")] {
            let found = lookups.addresses(host, 80, deadline).expect("an address");
            assert_eq!(found, [expected.parse().expect("an address")]);
        }
        let error = lookups.addresses("localhost", 80, deadline).expect_err("no thread left");
        assert_eq!(error.to_string(), "too many lookups of names are under way");
    }

    #[test]
    fn a_name_is_looked_up() {
        let found = Lookups::default().addresses("localhost", 80, Deadline::after(Duration::from_secs(30)));
        assert!(found.expect("addresses").iter().all(|address| address.ip().is_loopback()));
    }
}
