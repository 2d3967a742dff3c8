//! Publishes from four threads, each with a compio runtime and a client of its own, whose futures are not `Send`.

use bytes::Bytes;
use compio::io::compat::AsyncStream;
use compio::net::TcpStream;
use compio::runtime::{Runtime, spawn};
use futures_rustls::TlsConnector;
use futures_rustls::pki_types::ServerName;
use futures_rustls::rustls::{ClientConfig, RootCertStore, crypto::ring};
use futures_util::future::{Either, select};
use futures_util::io::{AsyncRead, AsyncWrite};
use http::header::{CONTENT_LENGTH, HOST, HeaderValue};
use http::{Request, Response, Uri, uri::Scheme};
use http_body_util::{BodyExt, Full, LengthLimitError, Limited};
use hyper::client::conn::http1;
use smol_hyper::rt::FuturesIo;
use std::cell::Cell;
use std::pin::{Pin, pin};
use std::rc::Rc;
use std::sync::Arc;
use std::time::{Duration, SystemTime, UNIX_EPOCH};
use webpubsub_core::transport::TransportErrorKind::{Interrupted, NotSent, ResponseTooLarge};
use webpubsub_core::transport::{Attempt, HttpTransport, TransportError, UnixTime};
use webpubsub_core::{Message, WebPubSubServiceClient};

#[cfg(test)]
mod conformance;

type BoxError = Box<dyn std::error::Error + Send + Sync>;
type Outcome = Result<Response<Bytes>, TransportError>;

fn main() -> Result<(), BoxError> {
    let connection_string = &std::env::var("WEBPUBSUB_CONNECTION_STRING")?;
    std::thread::scope(|scope| {
        let threads = [1, 2, 3, 4].map(|number| scope.spawn(move || publish(connection_string, number)));
        threads.into_iter().try_for_each(|thread| thread.join().expect("no panic"))
    })
}

/// Sends four messages at once; the tasks stay on this thread.
fn publish(connection_string: &str, thread: u32) -> Result<(), BoxError> {
    let transport = CompioTransport::new()?;
    let attempts = Rc::clone(&transport.attempts);
    let client = WebPubSubServiceClient::from_connection_string_with(transport, connection_string, "chat")?;
    Runtime::new()?.block_on(async {
        let send = |number| {
            let (client, text) = (client.clone(), format!("message {number} of thread {thread}"));
            spawn(async move { client.send_to_all(Message::text(text)).await })
        };
        for task in [1, 2, 3, 4].map(send) {
            task.await.expect("no panic")?;
        }
        println!("thread {thread}: {} attempts", attempts.get());
        Ok(())
    })
}

/// One connection for each request. Counts attempts that got a response, in an `Rc`: nothing here is shared with a thread.
#[derive(Debug)]
struct CompioTransport {
    tls: Arc<ClientConfig>,
    attempts: Rc<Cell<u32>>,
}

impl CompioTransport {
    fn new() -> Result<Self, BoxError> {
        let config = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
            .with_safe_default_protocol_versions()?
            .with_root_certificates(RootCertStore { roots: webpki_roots::TLS_SERVER_ROOTS.to_vec() })
            .with_no_client_auth();
        Ok(Self { tls: Arc::new(config), attempts: Rc::default() })
    }

    async fn connect(&self, uri: &Uri) -> Result<Connected, BoxError> {
        let host = uri.host().unwrap_or_default().trim_matches(['[', ']']);
        let is_https = uri.scheme() == Some(&Scheme::HTTPS);
        let port = uri.port_u16().unwrap_or(if is_https { 443 } else { 80 });
        let mut stream: Pin<Box<dyn Stream>> = Box::pin(AsyncStream::new(TcpStream::connect((host, port)).await?));
        if is_https {
            let tls = TlsConnector::from(Arc::clone(&self.tls));
            stream = Box::pin(tls.connect(ServerName::try_from(host.to_owned())?, stream).await?);
        }
        Ok(http1::handshake(FuturesIo::new(stream)).await?)
    }
}

/// The four things that a platform knows: how to send, how to sleep, what time it is, and random bytes.
impl HttpTransport for CompioTransport {
    async fn send(&self, request: Request<Bytes>, attempt: Attempt) -> Outcome {
        let mut timer = pin!(self.sleep(attempt.timeout));
        // Until there is a connection, nothing is sent.
        let connected = match select(pin!(self.connect(request.uri())), timer.as_mut()).await {
            Either::Left((connected, _)) => connected.map_err(|error| TransportError::new(NotSent, error))?,
            Either::Right(_) => return Err(TransportError::connect_timeout()),
        };
        match select(pin!(exchange(connected, request)), timer).await {
            Either::Left((response, _)) => response.inspect(|_| self.attempts.set(self.attempts.get() + 1)),
            Either::Right(_) => Err(TransportError::timeout()),
        }
    }

    async fn sleep(&self, duration: Duration) {
        // compio adds it to the clock, which does not hold any sum.
        compio::time::sleep(duration.min(Duration::from_secs(100 * 365 * 86_400))).await;
    }

    fn now(&self) -> UnixTime {
        UnixTime::from_duration(SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default())
    }

    fn random(&self) -> [u8; 16] {
        let mut bytes = [0; 16];
        getrandom::fill(&mut bytes).unwrap_or_default();
        bytes
    }
}

/// Sends the request and receives the response. A drop closes the connection.
async fn exchange((mut sender, connection): Connected, request: Request<Bytes>) -> Outcome {
    let response = async {
        let response = sender.send_request(prepare(request)).await;
        let (head, body) = response.map_err(|error| TransportError::new(Interrupted, error))?.into_parts();
        let body = Limited::new(body, 4 * 1_024 * 1_024).collect().await.map_err(|error| {
            TransportError::new(if error.is::<LengthLimitError>() { ResponseTooLarge } else { Interrupted }, error)
        })?;
        Ok(Response::from_parts(head, body.to_bytes()))
    };
    // The connection moves the bytes; what becomes of the request, the response says.
    match select(pin!(response), pin!(connection)).await {
        Either::Left((response, _)) => response,
        Either::Right((_, response)) => response.await,
    }
}

/// hyper writes what it is given: so the path alone, the host as a header, and the length even of nothing.
fn prepare(mut request: Request<Bytes>) -> Request<Full<Bytes>> {
    let uri = std::mem::take(request.uri_mut()).into_parts();
    let host = uri.authority.and_then(|authority| HeaderValue::from_str(authority.as_str()).ok());
    request.headers_mut().extend(host.map(|host| (HOST, host)));
    *request.uri_mut() = uri.path_and_query.map_or_else(Uri::default, Uri::from);
    let length = request.body().len();
    request.headers_mut().insert(CONTENT_LENGTH, length.into());
    request.map(Full::new)
}

type Connected = (http1::SendRequest<Full<Bytes>>, http1::Connection<FuturesIo<Pin<Box<dyn Stream>>>, Full<Bytes>>);

trait Stream: AsyncRead + AsyncWrite {}
impl<T: AsyncRead + AsyncWrite> Stream for T {}
