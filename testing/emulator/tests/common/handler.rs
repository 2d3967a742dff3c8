//! An event handler of bare hyper, which shares no code with the emulator or the library.

#![allow(dead_code, unreachable_pub)] // Each test program uses some of it.

use std::convert::Infallible;
use std::fmt::Write as _;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use hmac::{Hmac, KeyInit as _, Mac as _};
use http::{HeaderMap, Method, Request, Response};
use http_body_util::{BodyExt as _, Full};
use hyper::body::Incoming;
use hyper::service::service_fn;
use hyper_util::rt::{TokioExecutor, TokioIo};
use hyper_util::server::conn::auto;
use serde_json::Value;
use sha2::Sha256;
use tokio::net::TcpListener;
use tokio::sync::mpsc;
use tokio::time::timeout;

/// A request that a handler received.
#[derive(Clone, Debug)]
pub struct Received {
    pub method: Method,
    pub url: String,
    pub headers: HeaderMap,
    pub body: Bytes,
}

impl Received {
    pub fn head(&self) -> String {
        format!("{} {}", self.method, self.url)
    }

    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).map(|value| value.to_str().expect("text"))
    }

    /// The name of the event.
    pub fn name(&self) -> &str {
        self.header("ce-eventname").expect("an event")
    }

    pub fn text(&self) -> &str {
        std::str::from_utf8(&self.body).expect("UTF-8")
    }

    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body).expect("JSON")
    }
}

/// A server on a free port.
pub struct Handler {
    address: SocketAddr,
    received: mpsc::UnboundedReceiver<Received>,
    _task: tokio::task::JoinHandle<()>,
}

type Respond = dyn Fn(&Received) -> Response<Bytes> + Send + Sync;

impl Handler {
    /// It allows every origin, and responds to events like this.
    pub async fn start(respond: impl Fn(&Received) -> Response<Bytes> + Send + Sync + 'static) -> Self {
        Self::listen(true, Arc::new(respond)).await
    }

    /// It allows no origin.
    pub async fn refusing(respond: impl Fn(&Received) -> Response<Bytes> + Send + Sync + 'static) -> Self {
        Self::listen(false, Arc::new(respond)).await
    }

    async fn listen(allow: bool, respond: Arc<Respond>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let address = listener.local_addr().expect("an address");
        let (sender, received) = mpsc::unbounded_channel();
        let task = tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let (respond, sender) = (Arc::clone(&respond), sender.clone());
                let service = service_fn(move |request| handle(request, allow, Arc::clone(&respond), sender.clone()));
                tokio::spawn(async move {
                    let _ =
                        auto::Builder::new(TokioExecutor::new()).serve_connection(TokioIo::new(stream), service).await;
                });
            }
        });
        Self { address, received, _task: task }
    }

    pub fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }

    /// The next request.
    pub async fn next(&mut self) -> Received {
        timeout(Duration::from_secs(20), self.received.recv()).await.expect("a request in time").expect("a request")
    }

    /// Whether no other request has come so far.
    pub fn is_silent(&mut self) -> bool {
        self.received.try_recv().is_err()
    }
}

async fn handle(
    request: Request<Incoming>,
    allow: bool,
    respond: Arc<Respond>,
    sender: mpsc::UnboundedSender<Received>,
) -> Result<Response<Full<Bytes>>, Infallible> {
    let (parts, body) = request.into_parts();
    let body = body.collect().await.expect("a body").to_bytes();
    let received = Received { method: parts.method, url: parts.uri.to_string(), headers: parts.headers, body };
    let mut response = if received.method == Method::OPTIONS { status(200) } else { respond(&received) };
    if received.method == Method::OPTIONS && allow {
        response.headers_mut().insert("webhook-allowed-origin", "*".parse().expect("header"));
    }
    let _ = sender.send(received);
    Ok(response.map(Full::new))
}

/// An empty response.
pub fn status(status: u16) -> Response<Bytes> {
    Response::builder().status(status).body(Bytes::new()).expect("valid")
}

/// A response with a text.
pub fn text(body: &str) -> Response<Bytes> {
    Response::builder().header("content-type", "text/plain").body(body.to_owned().into()).expect("valid")
}

/// A response to `connect`.
pub fn accepted(body: &Value) -> Response<Bytes> {
    Response::builder().header("content-type", "application/json").body(body.to_string().into()).expect("valid")
}

/// HMAC-SHA256 in hexadecimal.
pub fn hmac(key: &str, text: &str) -> String {
    let mut mac = Hmac::<Sha256>::new_from_slice(key.as_bytes()).expect("any length");
    mac.update(text.as_bytes());
    mac.finalize().into_bytes().iter().fold(String::new(), |mut hex, byte| {
        write!(hex, "{byte:02x}").expect("memory");
        hex
    })
}
