//! Listens, and hangs up on some.

use crate::http1;
use crate::{Hang, Ledger};
use socket2::SockRef;
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::time::Duration;

/// How long nobody listens after [`Hang::Deaf`].
const DEAF: Duration = Duration::from_millis(10);

/// A running server, on threads of its own.
#[derive(Debug)]
pub struct Server {
    shared: Arc<Shared>,
}

#[derive(Debug)]
struct Shared {
    address: SocketAddr,
    seed: u64,
    ledger: Ledger,
    leaving: AtomicBool,
    /// Threads that can still write into the ledger.
    busy: Mutex<usize>,
    idle: Condvar,
}

impl Server {
    /// Starts to listen.
    ///
    /// # Panics
    ///
    /// If no port is free.
    pub fn start(seed: u64) -> Self {
        let (listener, address) = listen(seed);
        let shared = Arc::new(Shared {
            address,
            seed,
            ledger: Ledger::default(),
            leaving: AtomicBool::new(false),
            busy: Mutex::new(0),
            idle: Condvar::new(),
        });
        shared.spawn(move |shared| shared.accept(listener));
        Self { shared }
    }

    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.shared.address
    }

    /// Ends once all clients have left and nothing can change any more.
    pub fn finish(&self) -> &Ledger {
        self.shared.leaving.store(true, Ordering::SeqCst);
        // Whether it is heard or refused: then the listener has looked.
        while TcpStream::connect(self.shared.address).is_err() && self.shared.busy() > 0 {}
        let busy = self.shared.busy.lock().unwrap_or_else(PoisonError::into_inner);
        drop(self.shared.idle.wait_while(busy, |busy| *busy > 0));
        &self.shared.ledger
    }
}

/// A port below those that systems give to clients: while nobody listens, no client can get it, and none can connect to
/// itself.
fn listen(seed: u64) -> (TcpListener, SocketAddr) {
    // Far from those of another run in this process, which could be deaf at this moment.
    static RUNS: AtomicU64 = AtomicU64::new(0);
    let first = seed % 10_000 + 1_000 * RUNS.fetch_add(1, Ordering::Relaxed);
    let ports = (first..first + 1_000).map(|port| 20_000 + u16::try_from(port % 10_000).unwrap_or(0));
    let mut bound = ports.filter_map(|port| TcpListener::bind((Ipv4Addr::LOCALHOST, port)).ok());
    let listener = bound.next().expect("a free port");
    let address = listener.local_addr().expect("an address");
    (listener, address)
}

impl Shared {
    fn busy(&self) -> usize {
        *self.busy.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn spawn(self: &Arc<Self>, work: impl FnOnce(&Arc<Self>) + Send + 'static) {
        let shared = Arc::clone(self);
        *self.busy.lock().unwrap_or_else(PoisonError::into_inner) += 1;
        std::thread::spawn(move || {
            work(&shared);
            *shared.busy.lock().unwrap_or_else(PoisonError::into_inner) -= 1;
            shared.idle.notify_all();
        });
    }

    fn accept(self: &Arc<Self>, mut listener: TcpListener) {
        for connection in 0.. {
            let Ok((stream, _)) = listener.accept() else { return };
            // So that large messages are written in parts.
            let _ = SockRef::from(&stream).set_recv_buffer_size(16_384);
            if self.leaving.load(Ordering::SeqCst) {
                return;
            }
            match Hang::draw(self.seed, connection) {
                Hang::Up => {
                    let seed = self.seed;
                    // Ends with an error when the client leaves.
                    self.spawn(move |shared| drop(http1::serve(stream, seed, &shared.ledger)));
                }
                Hang::Close => self.ledger.happened("closed unread"),
                Hang::Reset => {
                    reset(&stream);
                    self.ledger.happened("reset unread");
                }
                Hang::Deaf => {
                    self.ledger.happened("refused for a while");
                    drop((stream, listener));
                    std::thread::sleep(DEAF);
                    listener = TcpListener::bind(self.address).expect("the port is still ours");
                }
            }
        }
    }
}

/// Makes that dropping it resets the connection.
pub(crate) fn reset(stream: &TcpStream) {
    let _ = SockRef::from(stream).set_linger(Some(Duration::ZERO));
}
