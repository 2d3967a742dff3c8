//! An emulator that runs as long as the process, and requests to it over one connection.
//!
//! Nothing of its parsers is public, so they are reached the way that a client reaches them.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::time::Duration;
use tokio::runtime::{Builder, Runtime};
use webpubsub_core::operations::{Operation, PreparedRequest};
use webpubsub_core::{AccessKey, Authorization, Target, UnixTime};
use webpubsub_emulator::Emulator;

/// A running emulator. Whatever panics in it ends the process, as the fuzzer wants it.
pub struct Service {
    emulator: Emulator,
    connection: Option<BufReader<TcpStream>>,
    _runtime: Runtime,
}

/// What the emulator responded.
#[derive(Debug)]
pub struct Response {
    /// The HTTP status.
    pub status: u16,
    /// The body.
    pub body: Vec<u8>,
}

impl Service {
    /// Starts one.
    ///
    /// # Panics
    ///
    /// If it does not start.
    #[must_use]
    pub fn start() -> Self {
        Self::start_with(Emulator::builder())
    }

    /// Starts one with these settings.
    ///
    /// # Panics
    ///
    /// If it does not start.
    #[must_use]
    pub fn start_with(builder: webpubsub_emulator::Builder) -> Self {
        let runtime = Builder::new_multi_thread().worker_threads(1).enable_all().build().expect("a runtime");
        let emulator = runtime.block_on(builder.start()).expect("an emulator");
        Self { emulator, connection: None, _runtime: runtime }
    }

    /// Where it listens.
    #[must_use]
    pub fn address(&self) -> SocketAddr {
        self.emulator.address()
    }

    /// The hub `chat`, and the key.
    ///
    /// # Panics
    ///
    /// If the library rejects the emulator's own values.
    #[must_use]
    pub fn target_and_key(&self) -> (Target, AccessKey) {
        let target = Target::new(self.emulator.endpoint(), "chat").expect("a target");
        (target, AccessKey::new(self.emulator.access_key()).expect("a key"))
    }

    /// The text of the key.
    #[must_use]
    pub fn key(&self) -> &str {
        self.emulator.access_key()
    }

    /// The signed request for an operation, valid for a day from now, or nothing where the library rejects it.
    pub fn prepare<O: Operation>(&self, operation: &O) -> Option<PreparedRequest> {
        let (target, key) = self.target_and_key();
        operation.prepare(&target, &Authorization::from(key), now()).ok()
    }

    /// Sends a prepared request.
    pub fn call(&mut self, request: &PreparedRequest) -> Response {
        let tail = request.url().splitn(4, '/').nth(3).unwrap_or_default();
        let authorization = request.authorization().map_or("", |value| value.expose());
        let kind = request.content_type().unwrap_or("text/plain");
        let headers = format!("authorization: {authorization}\r\ncontent-type: {kind}\r\n");
        self.exchange(request.method().as_str(), &format!("/{tail}"), &headers, request.body())
    }

    /// Sends a request, with these lines as headers, and reads its response; over a new connection if the last one was
    /// closed.
    ///
    /// # Panics
    ///
    /// If there is no response.
    pub fn exchange(&mut self, method: &str, tail: &str, headers: &str, body: &[u8]) -> Response {
        let kept = self.connection.take();
        let again = kept.and_then(|connection| self.attempt(connection, method, tail, headers, body));
        again
            .or_else(|| {
                let stream = TcpStream::connect(self.address()).expect("a connection");
                stream.set_nodelay(true).expect("no delay");
                stream.set_read_timeout(Some(Duration::from_secs(10))).expect("a limit");
                self.attempt(BufReader::new(stream), method, tail, headers, body)
            })
            .unwrap_or_else(|| panic!("no response to {method} {tail}"))
    }

    fn attempt(
        &mut self,
        mut connection: BufReader<TcpStream>,
        method: &str,
        tail: &str,
        headers: &str,
        body: &[u8],
    ) -> Option<Response> {
        let head = format!(
            "{method} {tail} HTTP/1.1\r\nhost: {}\r\n{headers}content-length: {}\r\n\r\n",
            self.address(),
            body.len()
        );
        connection.get_mut().write_all(&[head.as_bytes(), body].concat()).ok()?;
        let (mut line, mut length) = (String::new(), 0);
        connection.read_line(&mut line).ok()?;
        let status = line.split(' ').nth(1)?.parse().ok()?;
        loop {
            line.clear();
            connection.read_line(&mut line).ok()?;
            match line.trim_end().split_once(": ") {
                Some((name, value)) if name.eq_ignore_ascii_case("content-length") => length = value.parse().ok()?,
                Some(_) => {}
                None => break,
            }
        }
        let mut body = vec![0; if method == "HEAD" { 0 } else { length }];
        connection.read_exact(&mut body).ok()?;
        // After 101 it is another protocol's.
        self.connection = Some(connection).filter(|_| status != 101);
        Some(Response { status, body })
    }
}

/// The time by this machine's clock, which is the emulator's too.
fn now() -> UnixTime {
    UnixTime::from_duration(std::time::SystemTime::UNIX_EPOCH.elapsed().unwrap_or_default())
}
