//! An HTTP/2 server over TLS whose frames are written by hand, so that it can send anything; on threads of its own.

use crate::support::client_of;
use std::collections::HashMap;
use std::io::{self, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, mpsc};
use tokio_rustls::rustls::{ServerConnection, StreamOwned};
use webpubsub_hyper::{HyperTransport, HyperTransportBuilder, WebPubSubServiceClient};
use webpubsub_test_servers::{certificate, server_config};

const DATA: u8 = 0;
const HEADERS: u8 = 1;
const RST_STREAM: u8 = 3;
const SETTINGS: u8 = 4;
const PING: u8 = 6;
const GOAWAY: u8 = 7;
const CONTINUATION: u8 = 9;
const END_STREAM: u8 = 1;
const END_HEADERS: u8 = 4;
const ACK: u8 = 1;

/// HPACK, a literal without indexing under the static name `:status`.
const STATUS: &[u8] = b"\x08\x03202";

/// What the server does once it has read a request.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Action {
    /// Responds 202 on this stream; from then on its message counts as accepted.
    Accept(u32),
    /// As `Accept`, once the client has reset another stream.
    AcceptAfterReset(u32),
    /// From now on reads everything and writes nothing.
    Mute,
    /// From now on neither reads nor writes.
    Stall,
    /// Sends `RST_STREAM` with this code.
    Reset(u32, u32),
    /// Sends `GOAWAY` with this last stream.
    GoAway(u32),
    /// Sends pings, and reads nothing any more.
    FloodPings,
    /// Sends settings, and reads nothing any more.
    FloodSettings,
    /// Begins a response on this stream whose head does not end, and reads nothing any more.
    FloodHead(u32),
    /// Begins a response on this stream whose body does not end, and reads nothing any more.
    FloodBody(u32),
    /// Sends a frame that HTTP/2 forbids.
    InvalidFrame,
    /// Closes the connection.
    Close,
}

/// A running server.
pub(crate) struct Server {
    port: u16,
    certificate: String,
    accepted: Arc<Mutex<Vec<String>>>,
    /// A message for each connection that has ended.
    pub(crate) ended: mpsc::Receiver<()>,
}

impl Server {
    /// `script` is called after each request that was read completely, with the number of its connection, from 0
    /// (counting only those with a request), and of its stream.
    pub(crate) fn start(script: impl Fn(usize, u32) -> Vec<Action> + Send + Sync + 'static) -> Self {
        let made = certificate("localhost");
        let mut config = Arc::unwrap_or_clone(server_config(&made, None));
        config.alpn_protocols = vec![b"h2".to_vec()];
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let port = listener.local_addr().expect("an address").port();
        let accepted = Arc::<Mutex<Vec<String>>>::default();
        let (log, config) = (Arc::clone(&accepted), Arc::new(config));
        let script = Arc::new((script, AtomicUsize::new(0)));
        let (tell, ended) = mpsc::channel();
        std::thread::spawn(move || {
            for stream in listener.incoming().map_while(Result::ok) {
                let (log, script, tell) = (Arc::clone(&log), Arc::clone(&script), tell.clone());
                let tls = ServerConnection::new(Arc::clone(&config)).expect("a session");
                std::thread::spawn(move || {
                    let mut connection = Connection {
                        tls: StreamOwned::new(tls, stream),
                        bodies: HashMap::new(),
                        held: Vec::new(),
                        mute: false,
                        log,
                    };
                    let mut number = None;
                    // Ends when the client closes the connection or the script says so.
                    let _ = connection.serve(|stream| {
                        let number = *number.get_or_insert_with(|| script.1.fetch_add(1, Ordering::SeqCst));
                        script.0(number, stream)
                    });
                    let _ = tell.send(());
                });
            }
        });
        Self { port, certificate: made.cert.pem(), accepted, ended }
    }

    /// Settings that trust this server.
    pub(crate) fn builder(&self) -> HyperTransportBuilder {
        HyperTransport::builder().root_certificate(&self.certificate).expect("a certificate")
    }

    /// A client that trusts this server.
    pub(crate) fn client(&self) -> WebPubSubServiceClient {
        self.client_with(self.builder())
    }

    pub(crate) fn client_with(&self, builder: HyperTransportBuilder) -> WebPubSubServiceClient {
        client_of(&format!("https://localhost:{}", self.port), builder.build())
    }

    /// The messages that received 202, in order.
    pub(crate) fn accepted(&self) -> Vec<String> {
        self.accepted.lock().expect("a lock").clone()
    }
}

struct Connection {
    tls: StreamOwned<ServerConnection, TcpStream>,
    bodies: HashMap<u32, Vec<u8>>,
    held: Vec<u32>,
    mute: bool,
    log: Arc<Mutex<Vec<String>>>,
}

impl Connection {
    fn serve(&mut self, mut script: impl FnMut(u32) -> Vec<Action>) -> io::Result<()> {
        let mut preface = [0; 24];
        self.tls.read_exact(&mut preface)?;
        self.write(SETTINGS, 0, 0, &[])?;
        loop {
            let mut head = [0; 9];
            self.tls.read_exact(&mut head)?;
            let [l0, l1, l2, kind, flags, s0, s1, s2, s3] = head;
            let mut payload = vec![0; u32::from_be_bytes([0, l0, l1, l2]) as usize];
            self.tls.read_exact(&mut payload)?;
            let stream = u32::from_be_bytes([s0, s1, s2, s3]);
            match kind {
                SETTINGS if flags == 0 => self.write(SETTINGS, ACK, 0, &[])?,
                PING if flags == 0 => self.write(PING, ACK, 0, &payload)?,
                RST_STREAM => {
                    for held in std::mem::take(&mut self.held) {
                        self.perform(Action::Accept(held))?;
                    }
                    continue;
                }
                HEADERS => drop(self.bodies.entry(stream).or_default()),
                DATA => self.bodies.entry(stream).or_default().extend(payload),
                _ => continue,
            }
            if stream != 0 && flags & END_STREAM != 0 {
                for action in script(stream) {
                    self.perform(action)?;
                }
            }
        }
    }

    fn perform(&mut self, action: Action) -> io::Result<()> {
        match action {
            Action::Accept(stream) => {
                let body = self.bodies.remove(&stream).expect("a request");
                self.log.lock().expect("a lock").push(String::from_utf8(body).expect("text"));
                self.write(HEADERS, END_HEADERS | END_STREAM, stream, STATUS)
            }
            Action::AcceptAfterReset(stream) => {
                self.held.push(stream);
                Ok(())
            }
            Action::Mute => {
                self.mute = true;
                Ok(())
            }
            Action::Stall => loop {
                std::thread::park();
            },
            Action::FloodPings => loop {
                self.write(PING, 0, 0, &[0; 8])?;
            },
            Action::FloodSettings => loop {
                self.write(SETTINGS, 0, 0, &[])?;
            },
            Action::FloodHead(stream) => {
                self.write(HEADERS, 0, stream, STATUS)?;
                loop {
                    // Literals of one letter each, without indexing.
                    self.write(CONTINUATION, 0, stream, &b"\x00\x01x\x01y".repeat(1_000))?;
                }
            }
            Action::FloodBody(stream) => {
                self.write(HEADERS, END_HEADERS, stream, STATUS)?;
                loop {
                    self.write(DATA, 0, stream, &[b'x'; 16_384])?;
                }
            }
            Action::Reset(stream, code) => self.write(RST_STREAM, 0, stream, &code.to_be_bytes()),
            Action::GoAway(last) => self.write(GOAWAY, 0, 0, &[last.to_be_bytes(), [0; 4]].concat()),
            Action::InvalidFrame => self.write(DATA, 0, 0, b"DATA belongs to a stream"),
            Action::Close => Err(io::ErrorKind::ConnectionAborted.into()),
        }
    }

    fn write(&mut self, kind: u8, flags: u8, stream: u32, payload: &[u8]) -> io::Result<()> {
        if self.mute {
            return Ok(());
        }
        let length = u32::try_from(payload.len()).expect("short").to_be_bytes();
        self.tls.write_all(&[&length[1..], &[kind, flags], &stream.to_be_bytes()[..], payload].concat())?;
        self.tls.flush()
    }
}
