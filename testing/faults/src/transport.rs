//! What the requests of a run are sent over.

use std::fmt;
use std::io::{self, Read, Write};
use std::net::TcpStream;
use std::sync::Arc;
use tokio_rustls::rustls::crypto::ring;
use tokio_rustls::rustls::pki_types::PrivateKeyDer;
use tokio_rustls::rustls::{ServerConfig, ServerConnection, StreamOwned};

/// What the requests of a run are sent over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(clippy::exhaustive_enums)] // An argument: each test names one.
pub enum Transport {
    /// HTTP/1.1 without TLS.
    Http1,
    /// HTTP/1.1 over TLS.
    Http1OverTls,
    /// HTTP/2 over TLS.
    Http2,
}

impl Transport {
    /// All.
    pub const ALL: [Self; 3] = [Self::Http1, Self::Http1OverTls, Self::Http2];

    /// The scheme of its URLs.
    pub(crate) fn scheme(self) -> &'static str {
        if self == Self::Http1 { "http" } else { "https" }
    }
}

impl fmt::Display for Transport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Http1 => "HTTP/1.1",
            Self::Http1OverTls => "HTTP/1.1 over TLS",
            Self::Http2 => "HTTP/2 over TLS",
        })
    }
}

/// The server's side of a connection, with or without TLS.
pub(crate) trait Socket: Read + Write {
    fn tcp(&self) -> &TcpStream;

    /// Announces that nothing more will be written, if the protocol has a word for that.
    fn announce_end(&mut self) {}
}

impl Socket for TcpStream {
    fn tcp(&self) -> &TcpStream {
        self
    }
}

pub(crate) type TlsSocket = StreamOwned<ServerConnection, TcpStream>;

impl Socket for TlsSocket {
    fn tcp(&self) -> &TcpStream {
        &self.sock
    }

    fn announce_end(&mut self) {
        self.conn.send_close_notify();
        let _ = self.flush();
    }
}

/// The server's half of TLS, with a self-signed certificate for 127.0.0.1.
#[derive(Debug)]
pub(crate) struct Tls {
    config: Arc<ServerConfig>,
    /// As PEM.
    pub(crate) certificate: String,
}

impl Tls {
    /// None for a transport without TLS.
    pub(crate) fn of(transport: Transport) -> Option<Self> {
        let protocol = match transport {
            Transport::Http1 => return None,
            Transport::Http1OverTls => "http/1.1",
            Transport::Http2 => "h2",
        };
        let made = rcgen::generate_simple_self_signed(["127.0.0.1".to_owned()]).expect("a certificate");
        let key = PrivateKeyDer::Pkcs8(made.signing_key.serialize_der().into());
        let mut config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
            .with_safe_default_protocol_versions()
            .expect("versions")
            .with_no_client_auth()
            .with_single_cert(vec![made.cert.der().clone()], key)
            .expect("a key");
        config.alpn_protocols = vec![protocol.into()];
        Some(Self { config: Arc::new(config), certificate: made.cert.pem() })
    }

    /// The handshake happens with the first read.
    pub(crate) fn socket(&self, stream: TcpStream) -> io::Result<TlsSocket> {
        let connection = ServerConnection::new(Arc::clone(&self.config)).map_err(io::Error::other)?;
        Ok(StreamOwned::new(connection, stream))
    }
}
