//! Publishes from smol, over a transport made of hyper's HTTP/1, async-io and rustls, without tokio's runtime.

use bytes::Bytes;
use futures_rustls::TlsConnector;
use futures_rustls::pki_types::ServerName;
use futures_rustls::rustls::{ClientConfig, RootCertStore, crypto::ring};
use http::header::{CONTENT_LENGTH, HOST, HeaderValue};
use http::{Request, Response, Uri, uri::Scheme};
use http_body_util::{BodyExt, Full, LengthLimitError, Limited};
use hyper::client::conn::http1;
use smol::Timer;
use smol::future::{self, FutureExt};
use smol::io::{AsyncRead, AsyncWrite};
use smol::net::TcpStream;
use smol_hyper::rt::FuturesIo;
use std::sync::Arc;
use std::time::{Duration, SystemTime, UNIX_EPOCH};
use webpubsub_core::transport::TransportErrorKind::{Interrupted, NotSent, ResponseTooLarge};
use webpubsub_core::transport::{Attempt, SendHttpTransport, TransportError, UnixTime};
use webpubsub_core::{Message, WebPubSubServiceClient};

#[cfg(test)]
mod conformance;

type BoxError = Box<dyn std::error::Error + Send + Sync>;
type Outcome = Result<Response<Bytes>, TransportError>;

fn main() -> Result<(), BoxError> {
    let connection_string = std::env::var("WEBPUBSUB_CONNECTION_STRING")?;
    let transport = SmolTransport::new()?;
    let client = WebPubSubServiceClient::from_connection_string_with(transport, &connection_string, "chat")?;
    smol::block_on(async {
        let send = |number| {
            let client = client.clone();
            smol::spawn(async move { client.send_to_all(Message::text(format!("message {number} from smol"))).await })
        };
        for task in [1, 2, 3, 4].map(send) {
            task.await?;
        }
        Ok(())
    })
}

/// One connection for each request.
#[derive(Debug)]
struct SmolTransport {
    tls: Arc<ClientConfig>,
}

impl SmolTransport {
    fn new() -> Result<Self, BoxError> {
        let config = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
            .with_safe_default_protocol_versions()?
            .with_root_certificates(RootCertStore { roots: webpki_roots::TLS_SERVER_ROOTS.to_vec() })
            .with_no_client_auth();
        Ok(Self { tls: Arc::new(config) })
    }

    async fn connect(&self, uri: &Uri) -> Result<Connected, BoxError> {
        let host = uri.host().unwrap_or_default().trim_matches(['[', ']']);
        let is_https = uri.scheme() == Some(&Scheme::HTTPS);
        let port = uri.port_u16().unwrap_or(if is_https { 443 } else { 80 });
        let mut stream: Box<dyn Stream> = Box::new(TcpStream::connect((host, port)).await?);
        if is_https {
            let tls = TlsConnector::from(Arc::clone(&self.tls));
            stream = Box::new(tls.connect(ServerName::try_from(host.to_owned())?, stream).await?);
        }
        Ok(http1::handshake(FuturesIo::new(stream)).await?)
    }
}

/// The four things that a platform knows: how to send, how to sleep, what time it is, and random bytes.
impl SendHttpTransport for SmolTransport {
    async fn send(&self, request: Request<Bytes>, attempt: Attempt) -> Outcome {
        let mut timer = Timer::after(attempt.timeout);
        // Until there is a connection, nothing is sent.
        let connected =
            async { self.connect(request.uri()).await.map_err(|error| TransportError::new(NotSent, error)) };
        let connected = connected.or(async {
            (&mut timer).await;
            Err(TransportError::connect_timeout())
        });
        let response = exchange(connected.await?, request).or(async {
            (&mut timer).await;
            Err(TransportError::timeout())
        });
        response.await
    }

    async fn sleep(&self, duration: Duration) {
        Timer::after(duration).await;
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
    response
        .or(async {
            _ = connection.await;
            future::pending().await
        })
        .await
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

type Connected = (http1::SendRequest<Full<Bytes>>, http1::Connection<FuturesIo<Box<dyn Stream>>, Full<Bytes>>);

trait Stream: AsyncRead + AsyncWrite + Send + Unpin {}
impl<T: AsyncRead + AsyncWrite + Send + Unpin> Stream for T {}
