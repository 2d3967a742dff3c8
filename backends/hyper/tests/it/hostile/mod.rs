//! Servers and proxies that are mute, stall, die or flood: each call ends in time with a true statement, no connection is
//! left open, and memory stays bounded.

mod http1;
mod http2;
mod proxies;

use std::io::{BufReader, Read};
use std::net::{SocketAddr, TcpStream};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Condvar, Mutex, PoisonError, mpsc};
use std::time::{Duration, Instant};
use webpubsub_hyper::{
    CallOptions, Error, ErrorKind, Message, RetryPolicy, TransportErrorKind, WebPubSubServiceClient,
};

const TIMEOUT: Duration = Duration::from_millis(500);
const LONG: Duration = Duration::from_secs(30);
const CALLS: usize = 12;

/// How a peer leaves a connection.
enum End {
    /// Closes it.
    Close,
    /// Keeps it, reads nothing, and writes nothing.
    Hold,
}

/// A server, and what became of its connections.
struct Peer {
    address: SocketAddr,
    opened: Arc<AtomicUsize>,
    /// For each connection, whether the client had closed it.
    ended: mpsc::Receiver<bool>,
    gate: Arc<(Mutex<bool>, Condvar)>,
}

impl Peer {
    fn start(behave: impl Fn(&mut BufReader<TcpStream>) -> End + Send + Sync + 'static) -> Self {
        let (tell, ended) = mpsc::channel();
        let (opened, gate) = (Arc::<AtomicUsize>::default(), Arc::<(Mutex<bool>, Condvar)>::default());
        let (count, wait) = (Arc::clone(&opened), Arc::clone(&gate));
        let address = webpubsub_test_servers::serve(move |mut stream| {
            count.fetch_add(1, Ordering::SeqCst);
            let closed = match behave(&mut stream) {
                End::Close => true,
                End::Hold => {
                    let open = wait.0.lock().unwrap_or_else(PoisonError::into_inner);
                    drop(wait.1.wait_while(open, |open| !*open));
                    let _ = stream.get_mut().set_read_timeout(Some(LONG));
                    std::io::copy(&mut stream.by_ref().take(1 << 30), &mut std::io::sink())
                        .map_or_else(|error| error.kind() == std::io::ErrorKind::ConnectionReset, |_| true)
                }
            };
            let _ = tell.send(closed);
        });
        Self { address, opened, ended, gate }
    }

    /// Waits until the client has closed all connections.
    fn assert_all_closed(&self) {
        *self.gate.0.lock().expect("a lock") = true;
        self.gate.1.notify_all();
        for _ in 0..self.opened.load(Ordering::SeqCst) {
            assert_eq!(self.ended.recv_timeout(LONG), Ok(true), "a connection was left open");
        }
    }
}

/// Sends several messages at once, of so many bytes, and asserts that each call ends in time. Returns what each came to:
/// the kind of its failure, or the status.
async fn send(client: &WebPubSubServiceClient, size: usize, timeout: Duration) -> Vec<Result<u16, TransportErrorKind>> {
    let options = CallOptions::new().retry(RetryPolicy::never()).attempt_timeout(timeout);
    let client = client.with_options(options);
    let begin = Instant::now();
    let calls: Vec<_> = (0..CALLS)
        .map(|_| {
            let client = client.clone();
            tokio::spawn(async move { client.send_to_all(Message::text("x".repeat(size))).await })
        })
        .collect();
    let mut results = Vec::new();
    for call in calls {
        results.push(call.await.expect("no panic").map_or_else(outcome, |()| Ok(202)));
    }
    // Generous, for a busy machine.
    assert!(begin.elapsed() < timeout + Duration::from_secs(10), "{:?}", begin.elapsed());
    results
}

#[allow(clippy::needless_pass_by_value)]
fn outcome(error: Error) -> Result<u16, TransportErrorKind> {
    match error.kind() {
        ErrorKind::Transport(cause) => Err(cause.kind()),
        _ => Ok(error.status().unwrap_or_else(|| panic!("{error:?}"))),
    }
}
