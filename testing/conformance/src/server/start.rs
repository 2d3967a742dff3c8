//! Starting the server.

use super::http1;
use super::state::State;
use super::unreachable::{Refused, silent, without_tls};
use crate::results_folder;
use std::io;
use std::net::TcpListener;
use std::path::PathBuf;
use std::sync::Arc;

/// A running fault server, on threads of its own, so that it does not depend on the test's runtime.
///
/// It runs until the program ends, so that one in a `static` can serve all tests of a binary.
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

/// Settings of a fault server; made by [`FaultServer::builder`].
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

    /// A server with other settings.
    pub fn builder() -> FaultServerBuilder {
        FaultServerBuilder { port: 0, results: results_folder() }
    }

    /// Scheme, host and port.
    pub fn base_url(&self) -> &str {
        &self.base
    }

    /// The server's certificate, generated at its start, as PEM; `None` without TLS.
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
    /// The port. Default: 0, a free one.
    pub fn port(mut self, port: u16) -> Self {
        self.port = port;
        self
    }

    /// The folder for results.
    pub fn results(mut self, folder: impl Into<PathBuf>) -> Self {
        self.results = Some(folder.into());
        self
    }

    /// Stores no results, for a backend that must fail.
    pub fn without_results(mut self) -> Self {
        self.results = None;
        self
    }

    /// Starts the server on HTTP/1.1.
    pub fn start(self) -> io::Result<FaultServer> {
        let listener = TcpListener::bind(("127.0.0.1", self.port))?;
        let base = format!("http://{}", listener.local_addr()?);
        let (state, refused) = self.state(&base, "HTTP/1.1")?;
        http1::serve(listener, state)?;
        Ok(FaultServer { base, certificate: None, _refused: refused })
    }

    /// Starts the server on HTTP/2 over TLS.
    #[cfg(feature = "http2")]
    pub fn start_http2(self) -> io::Result<FaultServer> {
        let listener = TcpListener::bind(("127.0.0.1", self.port))?;
        let base = format!("https://localhost:{}", listener.local_addr()?.port());
        let (state, refused) = self.state(&base, "HTTP/2")?;
        let certificate = super::http2::serve(listener, state)?;
        Ok(FaultServer { base, certificate: Some(certificate), _refused: refused })
    }

    fn state(self, base: &str, protocol: &str) -> io::Result<(Arc<State>, Refused)> {
        let refused = Refused::new()?;
        let (refused_url, no_tls, silent) = (refused.url(), without_tls()?, silent()?);
        let facts = format!("protocol {protocol}\nrefused {refused_url}\nno-tls {no_tls}\nsilent {silent}\n");
        Ok((State::new(base, facts, self.results), refused))
    }
}
