//! The blocking transport over a real socket: what arrives there is what the recording is compared with.

use super::{ReplayTransport, ready};
use bytes::Bytes;
use http::uri::PathAndQuery;
use http::{Request, Response, Uri};
use std::io::{BufRead, BufReader, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::mpsc::{self, Receiver, Sender};
use std::sync::{LazyLock, Mutex, PoisonError};
use std::thread;
use std::time::Duration;
use webpubsub_blocking::BlockingTransport;
use webpubsub_core::transport::{Attempt, SendHttpTransport, TransportError, TransportErrorKind, UnixTime};

/// One for all calls.
static LOOPBACK: LazyLock<Loopback> = LazyLock::new(Loopback::start);

struct Loopback {
    transport: BlockingTransport,
    server: SocketAddr,
    /// Locked while a request is on its way.
    arrived: Mutex<Receiver<Request<Bytes>>>,
}

/// Sends each request to a server on this machine, and gives what arrived there to the replay, which responds. Time and
/// random numbers are the replay's.
pub(super) struct LoopbackTransport<'a>(pub(super) &'a ReplayTransport);

impl Loopback {
    fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let server = listener.local_addr().expect("an address");
        let (tell, arrived) = mpsc::channel();
        thread::spawn(move || {
            for stream in listener.incoming().map_while(Result::ok) {
                let tell = tell.clone();
                thread::spawn(move || serve(stream, &tell));
            }
        });
        let transport = BlockingTransport::builder().no_proxy().build();
        Self { transport, server, arrived: Mutex::new(arrived) }
    }

    /// The request as it arrives, but for its origin, `Host` and `Content-Length`, which are this transport's and checked.
    fn deliver(&self, mut request: Request<Bytes>, attempt: Attempt) -> Result<Request<Bytes>, String> {
        let mut url = request.uri().clone().into_parts();
        let tail = url.path_and_query.as_ref().map_or("/", PathAndQuery::as_str);
        *request.uri_mut() = format!("http://{}{tail}", self.server).parse().map_err(|error| format!("{error}"))?;
        let arrived = self.arrived.lock().unwrap_or_else(PoisonError::into_inner);
        ready(self.transport.send(request, attempt)).map_err(|error| format!("{error:?}"))?;
        let mut arrived = arrived.recv().map_err(|error| error.to_string())?;
        let (host, length) = (self.server.to_string(), arrived.body().len().to_string());
        for (name, expected) in [("host", host), ("content-length", length)] {
            let value = arrived.headers_mut().remove(name);
            if value.as_ref().is_some_and(|value| *value != expected) || (value.is_none() && name == "host") {
                return Err(format!("{name} is {value:?}, not {expected}"));
            }
        }
        url.path_and_query = arrived.uri().path_and_query().cloned();
        *arrived.uri_mut() = Uri::from_parts(url).map_err(|error| error.to_string())?;
        Ok(arrived)
    }
}

impl SendHttpTransport for LoopbackTransport<'_> {
    async fn send(&self, request: Request<Bytes>, attempt: Attempt) -> Result<Response<Bytes>, TransportError> {
        let arrived = LOOPBACK.deliver(request, attempt);
        self.0.send(arrived.map_err(|why| TransportError::new(TransportErrorKind::Other, why))?, attempt).await
    }

    async fn sleep(&self, duration: Duration) {
        self.0.sleep(duration).await;
    }

    fn now(&self) -> UnixTime {
        self.0.now()
    }

    fn random(&self) -> [u8; 16] {
        self.0.random()
    }
}

/// Tells what arrives on a connection, and responds that it did.
fn serve(stream: TcpStream, tell: &Sender<Request<Bytes>>) {
    let mut stream = BufReader::new(stream);
    while let Some(request) = read(&mut stream) {
        let _ = tell.send(request);
        if stream.get_mut().write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n").is_err() {
            return;
        }
    }
}

/// Reads a request, by hand and as it is.
fn read(stream: &mut impl BufRead) -> Option<Request<Bytes>> {
    let mut head = String::new();
    while !head.ends_with("\r\n\r\n") {
        if stream.read_line(&mut head).ok()? == 0 {
            return None;
        }
    }
    let mut lines = head.trim_end().split("\r\n");
    let mut line = lines.next()?.split(' ');
    let mut request = Request::builder().method(line.next()?).uri(line.next()?);
    let mut length = 0;
    for (name, value) in lines.filter_map(|line| line.split_once(": ")) {
        if name.eq_ignore_ascii_case("content-length") {
            length = value.parse().ok()?;
        }
        request = request.header(name, value);
    }
    let mut body = vec![0; length];
    stream.read_exact(&mut body).ok()?;
    request.body(body.into()).ok()
}
