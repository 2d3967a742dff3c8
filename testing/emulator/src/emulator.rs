//! The handle of a running emulator.

use std::fmt;
use std::net::SocketAddr;
use std::sync::Arc;

use crate::builder::Builder;
use crate::controls::Controls;
use crate::server::{self, Identity, Service, Started, endpoint};
use crate::start_error::StartError;
use crate::tasks::Tasks;

/// A running emulator. Dropping it stops it at once; [`Emulator::stop`] does so gracefully.
pub struct Emulator {
    /// With the actual ports.
    pub(crate) builder: Builder,
    address: SocketAddr,
    endpoint: String,
    connection_string: String,
    pub(crate) secure: Option<Secure>,
    pub(crate) controls: Arc<Controls>,
    pub(crate) service: Arc<Service>,
    pub(crate) tasks: Tasks,
}

/// The endpoint with TLS.
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

    /// Settings for an emulator before its start.
    pub fn builder() -> Builder {
        Builder::default()
    }

    pub(crate) async fn launch(mut builder: Builder) -> Result<Self, StartError> {
        let identity = builder.tls_port.map(|_| Identity::new(&builder.host)).transpose()?;
        let (controls, tasks) = (Arc::new(builder.settings.controls()?), Tasks::new());
        let Started { address, secure, service } =
            server::start(&builder, identity.as_ref(), &controls, &tasks).await?;
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
        Ok(Self {
            connection_string: connection_string(&endpoint),
            address,
            endpoint,
            secure,
            builder,
            controls,
            service,
            tasks,
        })
    }

    /// `Endpoint=http://127.0.0.1:PORT;AccessKey=…;Version=1.0;`. Contains the key.
    pub fn connection_string(&self) -> &str {
        &self.connection_string
    }

    /// `http://host:port`, without a trailing slash.
    pub fn endpoint(&self) -> &str {
        &self.endpoint
    }

    /// `https://host:port`, if TLS is on.
    pub fn https_endpoint(&self) -> Option<&str> {
        self.secure.as_ref().map(|secure| secure.endpoint.as_str())
    }

    /// The connection string with the endpoint of [`https_endpoint`](Self::https_endpoint). Contains the key.
    pub fn https_connection_string(&self) -> Option<&str> {
        self.secure.as_ref().map(|secure| secure.connection_string.as_str())
    }

    /// The TLS certificate, as PEM, for clients to trust. Each emulator generates its own.
    pub fn certificate_pem(&self) -> Option<&str> {
        self.secure.as_ref().map(|secure| secure.identity.pem())
    }

    /// The key for signing and verifying tokens.
    pub fn access_key(&self) -> &str {
        &self.builder.settings.access_key.0
    }

    /// The second key for signing and verifying tokens, if there is one.
    pub fn secondary_access_key(&self) -> Option<&str> {
        self.builder.settings.secondary_access_key.as_ref().map(|key| key.0.as_str())
    }

    /// The address that the emulator listens on.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// What is probably a mistake although no request fails: roles that grant nothing here or in Azure, and connections
    /// that cannot be accepted. The last 100, oldest first, each once.
    pub fn warnings(&self) -> Vec<String> {
        self.controls.warnings.all()
    }

    /// Stops the emulator: it accepts no new connections, completes requests in flight, and closes WebSocket clients with
    /// code 1001, without waiting for clients that do not read. After five seconds it drops what has not ended. Afterwards
    /// no task is running and the ports are free.
    pub async fn stop(self) {
        self.tasks.stop().await;
    }
}

impl Drop for Emulator {
    fn drop(&mut self) {
        self.tasks.abort.cancel();
    }
}

impl fmt::Debug for Emulator {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Emulator").field("endpoint", &self.endpoint).finish_non_exhaustive()
    }
}
