//! The arguments of the program.

use std::path::PathBuf;
use std::time::Duration;

use clap::Parser;
use webpubsub_emulator::{Builder, DEFAULT_ACCESS_KEY, Emulator, EntraApplication};

use crate::limits::Limits;

/// Azure Web PubSub on this machine.
///
/// Prints its connection string, one line, as soon as it is ready; ends on SIGINT or SIGTERM.
#[derive(Parser)]
#[command(version)]
pub(crate) struct Arguments {
    /// Address or name to listen on.
    #[arg(long, default_value = "127.0.0.1")]
    pub(crate) host: String,
    /// Port to listen on; 0 takes a free one.
    #[arg(long, default_value_t = 8080)]
    pub(crate) port: u16,
    /// Also listen for TLS, on this port; 0 takes a free one. Each start generates a new certificate.
    #[arg(long)]
    pub(crate) tls_port: Option<u16>,
    /// Where to write the TLS certificate, as PEM. Default: a file in the temporary directory.
    #[arg(long, requires = "tls_port")]
    pub(crate) certificate_file: Option<PathBuf>,
    /// Access key, at least 32 bytes.
    #[arg(long, default_value = DEFAULT_ACCESS_KEY)]
    pub(crate) access_key: String,
    /// Another key with the same rights, for tests of key rotation.
    #[arg(long)]
    pub(crate) secondary_access_key: Option<String>,
    /// Reject every Nth REST request with 429.
    #[arg(long, value_name = "N")]
    pub(crate) throttle: Option<u64>,
    /// The `Retry-After` of these responses, in seconds.
    #[arg(long, requires = "throttle", default_value_t = 1)]
    pub(crate) retry_after: u64,
    /// Act as the Entra ID of an application in this tenant: issue tokens, and verify them.
    #[arg(long, requires_all = ["entra_client_id", "entra_client_secret"])]
    pub(crate) entra_tenant: Option<String>,
    /// The application's id.
    #[arg(long, requires = "entra_tenant")]
    pub(crate) entra_client_id: Option<String>,
    /// The application's secret.
    #[arg(long, requires = "entra_tenant")]
    pub(crate) entra_client_secret: Option<String>,
    /// Lifetime of the application's tokens, in seconds.
    #[arg(long, requires = "entra_tenant", default_value_t = 3599)]
    pub(crate) entra_expires_in: u64,
    /// Accept any bearer token for Web PubSub that has not expired, without verifying its signature.
    #[arg(long)]
    pub(crate) allow_unvalidated_entra_tokens: bool,
    #[command(flatten)]
    pub(crate) limits: Limits,
    /// Decode `%2F` in a name to `/`; by default it stays `%2F`, as in Microsoft's emulator.
    #[arg(long)]
    pub(crate) decode_slashes: bool,
}

impl Arguments {
    pub(crate) fn builder(self) -> Builder {
        let mut builder = Emulator::builder()
            .host(self.host)
            .port(self.port)
            .access_key(self.access_key)
            .allow_unvalidated_entra_tokens(self.allow_unvalidated_entra_tokens)
            .decode_slashes(self.decode_slashes);
        builder = self.limits.set(builder);
        if let Some(key) = self.secondary_access_key {
            builder = builder.secondary_access_key(key);
        }
        if let (Some(tenant), Some(client_id), Some(secret)) =
            (self.entra_tenant, self.entra_client_id, self.entra_client_secret)
        {
            let lifetime = Duration::from_secs(self.entra_expires_in);
            builder = builder.entra(EntraApplication::new(tenant, client_id, secret).expires_in(lifetime));
        }
        if let Some(port) = self.tls_port {
            builder = builder.tls_port(port);
        }
        builder
    }
}
