//! The handle of a running emulator.

use std::fmt;
use std::net::SocketAddr;
use std::sync::Arc;

use crate::builder::Builder;
use crate::controls::Controls;
use crate::life::Life;
use crate::server::{self, Identity, Place, endpoint};
use crate::start_error::StartError;

/// A running emulator. Dropping it stops it at once; [`Emulator::stop`] does so gracefully.
pub struct Emulator {
    /// With the ports that were taken.
    pub(crate) builder: Builder,
    address: SocketAddr,
    endpoint: String,
    connection_string: String,
    pub(crate) secure: Option<Secure>,
    pub(crate) controls: Arc<Controls>,
    pub(crate) life: Life,
}

/// What there is with TLS.
pub(crate) struct Secure {
    endpoint: String,
    connection_string: String,
    pub(crate) identity: Identity,
}

impl Emulator {
    /// Starts one with the default settings: a free port on 127.0.0.1.
    pub async fn start() -> Result<Self, StartError> {
        Self::builder().start().await
    }

    /// Settings to choose before starting.
    pub fn builder() -> Builder {
        Builder::default()
    }

    pub(crate) async fn launch(mut builder: Builder) -> Result<Self, StartError> {
        let identity = builder.tls_port.map(|_| Identity::new(&builder.host)).transpose()?;
        let (controls, life) = (Arc::new(builder.settings.controls()?), Life::new());
        let Place { address, secure } = server::start(&builder, identity.as_ref(), &controls, &life).await?;
        builder.port = address.port();
        builder.tls_port = secure.map(|address| address.port());
        let key = &builder.settings.access_key.0;
        let connection_string = |endpoint: &str| format!("Endpoint={endpoint};AccessKey={key};Version=1.0;");
        let endpoint = |scheme, address| endpoint(scheme, &builder.host, address);
        let secure = identity.zip(secure).map(|(identity, address)| {
            let endpoint = endpoint("https", address);
            Secure { connection_string: connection_string(&endpoint), endpoint, identity }
        });
        let endpoint = endpoint("http", address);
        Ok(Self { connection_string: connection_string(&endpoint), address, endpoint, secure, builder, controls, life })
    }

    /// `Endpoint=http://127.0.0.1:PORT;AccessKey=…;Version=1.0;`. Holds the key.
    pub fn connection_string(&self) -> &str {
        &self.connection_string
    }

    /// `http://host:port`, without a slash at its end.
    pub fn endpoint(&self) -> &str {
        &self.endpoint
    }

    /// `https://host:port`, if there is TLS.
    pub fn https_endpoint(&self) -> Option<&str> {
        self.secure.as_ref().map(|secure| secure.endpoint.as_str())
    }

    /// The connection string with the endpoint of [`https_endpoint`](Self::https_endpoint). Holds the key.
    pub fn https_connection_string(&self) -> Option<&str> {
        self.secure.as_ref().map(|secure| secure.connection_string.as_str())
    }

    /// The certificate of TLS, as PEM: clients are to trust it. Each emulator makes its own.
    pub fn certificate_pem(&self) -> Option<&str> {
        self.secure.as_ref().map(|secure| secure.identity.pem())
    }

    /// The key that signs and checks tokens.
    pub fn access_key(&self) -> &str {
        &self.builder.settings.access_key.0
    }

    /// The other key that signs and checks tokens, if there is one.
    pub fn secondary_access_key(&self) -> Option<&str> {
        self.builder.settings.secondary_access_key.as_ref().map(|key| key.0.as_str())
    }

    /// The address that is listened on.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Stops: no new connections, requests in flight are answered, WebSocket clients are closed
    /// with code 1001. What has not ended after five seconds is cut off. Afterwards no task and no
    /// port is left.
    pub async fn stop(self) {
        self.life.end().await;
    }
}

impl Drop for Emulator {
    fn drop(&mut self) {
        self.life.abort.cancel();
    }
}

impl fmt::Debug for Emulator {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Emulator").field("endpoint", &self.endpoint).finish_non_exhaustive()
    }
}
