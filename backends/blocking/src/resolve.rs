//! Looks up a host's addresses within a deadline.

use crate::deadline::{Deadline, timed_out};
use crate::turns::Turns;
use std::io;
use std::net::{IpAddr, SocketAddr, ToSocketAddrs};
use std::sync::mpsc;
use std::thread;

/// So many lookups are under way at once, those included whose calls have given up; further ones wait.
const MAX_LOOKUPS: usize = 64;

/// The lookups of one transport. The system's cannot be interrupted, so each runs on a thread of its own, which a call
/// leaves behind when its time is up; the thread ends when the system gives up, after some ten seconds as a rule.
pub(crate) struct Lookups(Turns);

impl Default for Lookups {
    fn default() -> Self {
        Self(Turns::new(MAX_LOOKUPS))
    }
}

impl Lookups {
    pub(crate) fn addresses(&self, host: &str, port: u16, deadline: Deadline) -> io::Result<Vec<SocketAddr>> {
        let host = host.trim_start_matches('[').trim_end_matches(']').to_owned();
        match host.parse::<IpAddr>() {
            Ok(address) => Ok(vec![SocketAddr::new(address, port)]),
            Err(_) => self.within(deadline, move || Ok((host, port).to_socket_addrs()?.collect())),
        }
    }

    fn within<T: Send + 'static>(
        &self,
        deadline: Deadline,
        lookup: impl FnOnce() -> io::Result<T> + Send + 'static,
    ) -> io::Result<T> {
        let turn = self.0.take(deadline)?;
        let (sender, receiver) = mpsc::sync_channel(1);
        thread::Builder::new().name("webpubsub-lookup".to_owned()).spawn(move || {
            let found = lookup();
            drop(turn);
            // The call may have given up.
            let _ = sender.send(found);
        })?;
        let found = match deadline.left()? {
            Some(left) => receiver.recv_timeout(left).ok(),
            None => receiver.recv().ok(),
        };
        found.unwrap_or_else(|| Err(timed_out()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::atomic::{AtomicUsize, Ordering};
    use std::sync::{Arc, Mutex};
    use std::time::Duration;

    const LONG: Duration = Duration::from_secs(30);

    #[test]
    fn an_address_needs_no_lookup() {
        for (host, expected) in [("127.0.0.1", "127.0.0.1:80"), ("[::1]", "[::1]:80")] {
            let found = Lookups::default().addresses(host, 80, Deadline::after(Duration::ZERO)).expect("an address");
            assert_eq!(found, [expected.parse().expect("an address")]);
        }
    }

    #[test]
    fn a_name_is_looked_up() {
        let found = Lookups::default().addresses("localhost", 80, Deadline::after(LONG)).expect("addresses");
        assert!(!found.is_empty() && found.iter().all(|address| address.ip().is_loopback() && address.port() == 80));
    }

    #[test]
    fn a_lookup_that_never_ends_holds_up_no_call_and_not_without_bound() {
        let (lookups, (end, ended)) = (Lookups::default(), mpsc::channel::<()>());
        let ended = Arc::new(Mutex::new(ended));
        let look = |time| {
            let ended = Arc::clone(&ended);
            lookups.within(Deadline::after(time), move || {
                let _ = ended.lock().map(|ended| ended.recv());
                Ok(())
            })
        };
        for _ in 0..MAX_LOOKUPS + 2 {
            assert_eq!(look(Duration::from_millis(2)).expect_err("no address").kind(), io::ErrorKind::TimedOut);
        }
        drop(end);
        look(LONG).expect("ended");
    }

    /// A burst of new connections: they take turns.
    #[test]
    fn more_calls_than_lookups_wait_for_each_other() {
        let (lookups, begun) = (Lookups::default(), Arc::new(AtomicUsize::new(0)));
        thread::scope(|scope| {
            for _ in 0..MAX_LOOKUPS * 2 {
                scope.spawn(|| {
                    let begun = Arc::clone(&begun);
                    let looked_up = lookups.within(Deadline::after(LONG), move || {
                        begun.fetch_add(1, Ordering::SeqCst);
                        while begun.load(Ordering::SeqCst) < MAX_LOOKUPS {
                            thread::yield_now();
                        }
                        Ok(())
                    });
                    looked_up.expect("its turn");
                });
            }
        });
        assert_eq!(begun.load(Ordering::SeqCst), MAX_LOOKUPS * 2);
    }
}
