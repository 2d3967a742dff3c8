//! Starting the server.

use super::http1;
use super::traps::{Refused, without_tls};
use super::world::World;
use crate::results_folder;
use std::io;
use std::net::TcpListener;
use std::path::PathBuf;
use std::sync::Arc;

/// A running fault server, on threads of its own: it acts whatever the test's runtime is doing.
///
/// It lives until the program ends, so that one can stand in a `static` and serve all tests of a binary.
///
/// ```
/// use std::sync::LazyLock;
/// use webpubsub_conformance::FaultServer;
///
/// static SERVER: LazyLock<FaultServer> = LazyLock::new(|| FaultServer::start().expect("a free port"));
/// assert!(SERVER.base_url().starts_with("http://127.0.0.1:"));
/// ```
#[derive(Debug)]
pub struct FaultServer {
    base: String,
    certificate: Option<String>,
    _refused: Refused,
}

/// What a fault server is started with: [`FaultServer::builder`].
#[derive(Clone, Debug)]
#[must_use]
pub struct FaultServerBuilder {
    port: u16,
    results: Option<PathBuf>,
}

impl FaultServer {
    /// HTTP/1.1 on a free port of 127.0.0.1. Results go to [`results_folder`](crate::results_folder).
    pub fn start() -> io::Result<Self> {
        Self::builder().start()
    }

    /// HTTP/2 over TLS on a free port of `localhost`; trust [`certificate`](Self::certificate) to reach it.
    #[cfg(feature = "http2")]
    pub fn start_http2() -> io::Result<Self> {
        Self::builder().start_http2()
    }

    /// Other settings.
    pub fn builder() -> FaultServerBuilder {
        FaultServerBuilder { port: 0, results: results_folder() }
    }

    /// Scheme, host and port.
    pub fn base_url(&self) -> &str {
        &self.base
    }

    /// The certificate that the server was given a moment ago, as PEM; none without TLS.
    pub fn certificate(&self) -> Option<&str> {
        self.certificate.as_deref()
    }
}

impl AsRef<str> for FaultServer {
    fn as_ref(&self) -> &str {
        &self.base
    }
}

impl FaultServerBuilder {
    /// The port; 0, unless set, is a free one.
    pub fn port(mut self, port: u16) -> Self {
        self.port = port;
        self
    }

    /// The folder for results.
    pub fn results(mut self, folder: impl Into<PathBuf>) -> Self {
        self.results = Some(folder.into());
        self
    }

    /// Keeps no results, for a backend that is meant to fail.
    pub fn without_results(mut self) -> Self {
        self.results = None;
        self
    }

    /// Starts the server on HTTP/1.1.
    pub fn start(self) -> io::Result<FaultServer> {
        let listener = TcpListener::bind(("127.0.0.1", self.port))?;
        let base = format!("http://{}", listener.local_addr()?);
        let (world, refused) = self.world(&base, "HTTP/1.1")?;
        http1::serve(listener, world)?;
        Ok(FaultServer { base, certificate: None, _refused: refused })
    }

    /// Starts the server on HTTP/2 over TLS.
    #[cfg(feature = "http2")]
    pub fn start_http2(self) -> io::Result<FaultServer> {
        let listener = TcpListener::bind(("127.0.0.1", self.port))?;
        let base = format!("https://localhost:{}", listener.local_addr()?.port());
        let (world, refused) = self.world(&base, "HTTP/2")?;
        let certificate = super::http2::serve(listener, world)?;
        Ok(FaultServer { base, certificate: Some(certificate), _refused: refused })
    }

    fn world(self, base: &str, protocol: &str) -> io::Result<(Arc<World>, Refused)> {
        let refused = Refused::new()?;
        let facts = format!("protocol {protocol}\nrefused {}\nno-tls {}\n", refused.url(), without_tls()?);
        Ok((World::new(base, facts, self.results), refused))
    }
}
