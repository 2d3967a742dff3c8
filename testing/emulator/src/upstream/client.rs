//! Sends requests to handlers, and reads their responses within a size.

use std::panic::AssertUnwindSafe;

use bytes::Bytes;
use futures_util::FutureExt as _;
use http::{Request, Response};
use http_body_util::{BodyExt as _, Full, LengthLimitError, Limited};
use hyper::rt::Executor;
use hyper_rustls::{HttpsConnector, HttpsConnectorBuilder};
use hyper_util::client::legacy::connect::HttpConnector;
use tokio_rustls::rustls::crypto::ring;
use tokio_rustls::rustls::{ClientConfig, RootCertStore};
use tokio_util::task::TaskTracker;

use super::failure::Failure;
use super::handler::{Destination, Function};
use crate::sources::with_sources;
use crate::tasks::Tasks;

/// The maximum size of a response's body, in bytes.
pub(super) const MAX_RESPONSE_SIZE: usize = 16 * 1024 * 1024;
/// The same for its head.
const MAX_HEAD_SIZE: usize = 128 * 1024;

/// HTTP/1.1, and over TLS also HTTP/2. Follows no redirects.
pub(super) struct Client(hyper_util::client::legacy::Client<HttpsConnector<HttpConnector>, Full<Bytes>>);

impl Client {
    /// `None` if the TLS library does not support its own defaults.
    pub(super) fn new(tls: bool, tasks: &Tasks, workers: &TaskTracker) -> Option<Self> {
        let config = ClientConfig::builder_with_provider(ring::default_provider().into())
            .with_safe_default_protocol_versions()
            .ok()?
            .with_root_certificates(roots(tls))
            .with_no_client_auth();
        let connector =
            HttpsConnectorBuilder::new().with_tls_config(config).https_or_http().enable_http1().enable_http2().build();
        let mut builder =
            hyper_util::client::legacy::Client::builder(Spawn { tasks: tasks.clone(), workers: workers.clone() });
        Some(Self(builder.http1_max_buf_size(MAX_HEAD_SIZE).build(connector)))
    }

    pub(super) async fn send(&self, to: &Destination, request: Request<Bytes>) -> Result<Response<Bytes>, Failure> {
        match to {
            Destination::Url(_) => self.send_http(request).await,
            Destination::Function(function) => call(function, request).await,
        }
    }

    async fn send_http(&self, request: Request<Bytes>) -> Result<Response<Bytes>, Failure> {
        let response = self.0.request(request.map(Full::new)).await;
        let (head, body) = response.map_err(|error| Failure::Connection(with_sources(&error)))?.into_parts();
        match Limited::new(body, MAX_RESPONSE_SIZE).collect().await {
            Ok(body) => Ok(Response::from_parts(head, body.to_bytes())),
            Err(error) if error.is::<LengthLimitError>() => Err(Failure::TooLarge),
            Err(error) => Err(Failure::Connection(with_sources(&*error))),
        }
    }
}

/// A panic ends with the call, not with the connection's task.
async fn call(function: &Function, request: Request<Bytes>) -> Result<Response<Bytes>, Failure> {
    let response = AssertUnwindSafe(async { function(request).await }).catch_unwind().await;
    let response = response.map_err(|_| Failure::Panicked)?;
    if response.body().len() > MAX_RESPONSE_SIZE { Err(Failure::TooLarge) } else { Ok(response) }
}

/// The certificates that this machine trusts; read only if they are needed.
fn roots(tls: bool) -> RootCertStore {
    let mut roots = RootCertStore::empty();
    if tls {
        roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
    }
    roots
}

/// Connections to handlers end with the last worker of an emulator that stops, since idle ones would not end by themselves.
#[derive(Clone)]
struct Spawn {
    tasks: Tasks,
    workers: TaskTracker,
}

impl<F> Executor<F> for Spawn
where
    F: Future + Send + 'static,
    F::Output: Send,
{
    fn execute(&self, task: F) {
        let (stop, workers) = (self.tasks.stop.clone(), self.workers.clone());
        self.tasks.spawn(async move {
            let stopped = async {
                stop.cancelled().await;
                workers.close();
                workers.wait().await;
            };
            tokio::select! {
                _ = task => {}
                () = stopped => {}
            }
        });
    }
}
