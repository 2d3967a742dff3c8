//! Accepts connections, and closes some of them at once.

use crate::transport::Tls;
use crate::{ConnectionFault, Ledger, Transport, http1, http2};
use socket2::SockRef;
use std::io::{self, Read};
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::time::Duration;

/// How long the server does not listen after [`ConnectionFault::StopListening`].
const DOWNTIME: Duration = Duration::from_millis(10);

/// A running server, on threads of its own.
#[derive(Debug)]
pub struct Server {
    shared: Arc<Shared>,
}

#[derive(Debug)]
struct Shared {
    address: SocketAddr,
    seed: u64,
    transport: Transport,
    tls: Option<Tls>,
    ledger: Ledger,
    stopping: AtomicBool,
    /// The number of threads that can still write to the ledger.
    busy: Mutex<usize>,
    idle: Condvar,
}

impl Server {
    /// Starts to listen.
    ///
    /// # Panics
    ///
    /// If no port is free.
    pub fn start(transport: Transport, seed: u64) -> Self {
        let (listener, address) = listen(seed);
        let shared = Arc::new(Shared {
            address,
            seed,
            transport,
            tls: Tls::of(transport),
            ledger: Ledger::default(),
            stopping: AtomicBool::new(false),
            busy: Mutex::new(0),
            idle: Condvar::new(),
        });
        shared.spawn(move |shared| shared.accept(listener));
        Self { shared }
    }

    /// The address that it listens on.
    pub fn address(&self) -> SocketAddr {
        self.shared.address
    }

    /// Its certificate as PEM, if it speaks TLS.
    pub fn certificate(&self) -> Option<&str> {
        self.shared.tls.as_ref().map(|tls| tls.certificate.as_str())
    }

    /// Waits until all clients have disconnected and the ledger is final.
    pub fn finish(&self) -> &Ledger {
        self.shared.stopping.store(true, Ordering::SeqCst);
        // A connection wakes the listener, which then ends. It is retried while the port does not listen.
        while TcpStream::connect(self.shared.address).is_err() && self.shared.busy() > 0 {}
        let busy = self.shared.busy.lock().unwrap_or_else(PoisonError::into_inner);
        drop(self.shared.idle.wait_while(busy, |busy| *busy > 0));
        &self.shared.ledger
    }
}

/// A port below the range of ephemeral ports: while it does not listen, no client gets it, and none connects to itself.
fn listen(seed: u64) -> (TcpListener, SocketAddr) {
    // Far from the ports of other runs in this process, which may not listen at the moment.
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
            if self.transport != Transport::Http2 {
                // So that large messages are written in parts. Flow control does that in HTTP/2, where a full buffer would
                // delay all other streams.
                let _ = SockRef::from(&stream).set_recv_buffer_size(16_384);
            }
            if self.stopping.load(Ordering::SeqCst) {
                return;
            }
            match ConnectionFault::draw(self.seed, connection, self.tls.is_some()) {
                // Ends with an error when the client disconnects.
                ConnectionFault::None => self.spawn(move |shared| drop(shared.serve(stream, connection))),
                ConnectionFault::CloseInHandshake => self.spawn(move |shared| drop(shared.close_in_handshake(stream))),
                ConnectionFault::Close => self.ledger.count_fault("closed unread"),
                ConnectionFault::Reset => {
                    reset(&stream);
                    self.ledger.count_fault("reset unread");
                }
                ConnectionFault::StopListening => {
                    self.ledger.count_fault("refused for a while");
                    drop((stream, listener));
                    std::thread::sleep(DOWNTIME);
                    listener = TcpListener::bind(self.address).expect("the port is still free");
                }
            }
        }
    }

    fn serve(&self, stream: TcpStream, connection: u64) -> io::Result<()> {
        stream.set_nodelay(true)?;
        match &self.tls {
            None => http1::serve(stream, self.seed, &self.ledger),
            Some(tls) if self.transport == Transport::Http2 => {
                http2::serve(tls.socket(stream)?, self.seed, connection, &self.ledger)
            }
            Some(tls) => http1::serve(tls.socket(stream)?, self.seed, &self.ledger),
        }
    }

    fn close_in_handshake(&self, mut stream: TcpStream) -> io::Result<()> {
        self.ledger.count_fault("closed in the handshake");
        stream.read_exact(&mut [0; 100])
    }
}

/// Makes dropping the stream reset the connection.
pub(crate) fn reset(stream: &TcpStream) {
    let _ = SockRef::from(stream).set_linger(Some(Duration::ZERO));
}
