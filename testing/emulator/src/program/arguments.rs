//! The arguments of the program.

use std::fmt;
use std::path::PathBuf;
use std::time::Duration;

use crate::{Builder, DEFAULT_ACCESS_KEY, Emulator, EntraApplication};
use clap::Args;

use super::configuration::Configuration;
use super::events::EventArguments;
use super::limits::Limits;
use super::log::Format;
use super::switches::SwitchArguments;

/// The arguments of the program.
#[derive(Args)]
#[allow(clippy::struct_excessive_bools)] // Each is a switch of its own.
pub struct Arguments {
    /// Address or name to listen on. Default: 127.0.0.1.
    #[arg(long)]
    pub(crate) host: Option<String>,
    /// Port to listen on; 0 takes a free one. Default: 8080.
    #[arg(long)]
    pub(crate) port: Option<u16>,
    /// File with settings, as Microsoft's emulator has them. Default: appsettings.json, if there is one.
    #[arg(long, value_name = "FILE")]
    pub(crate) config: Option<PathBuf>,
    /// Log of calls and connections on stderr. Default: text on a terminal, else off.
    #[arg(long, value_name = "FORMAT")]
    pub(crate) log: Option<Format>,
    /// Ask the emulator at this host and port whether it is ready: exit code 0 or 1.
    #[arg(long)]
    pub(crate) healthcheck: bool,
    /// Also listen for TLS, on this port; 0 takes a free one. Each start generates a new certificate.
    #[arg(long)]
    pub(crate) tls_port: Option<u16>,
    /// Where to write the TLS certificate, as PEM. Default: a file in the temporary directory.
    #[arg(long)]
    pub(crate) certificate_file: Option<PathBuf>,
    /// Access key, at least 32 bytes. Default: the one of Microsoft's emulator, which is public.
    #[arg(long)]
    pub(crate) access_key: Option<String>,
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
    /// Make connection ids the same in every run.
    #[arg(long, value_name = "NUMBER")]
    pub(crate) seed: Option<u64>,
    /// Do not serve the page at `/` and the endpoint below `/emulator/`.
    #[arg(long)]
    pub(crate) no_page: bool,
    /// One more name under which a browser may open the page, besides IP addresses and localhost.
    #[arg(long, value_name = "NAME", conflicts_with = "no_page")]
    pub(crate) page_host: Vec<String>,
    /// Decode `%2F` in a name to `/`; by default it stays `%2F`, as in Microsoft's emulator.
    #[arg(long)]
    pub(crate) decode_slashes: bool,
    #[command(flatten)]
    pub(crate) events: EventArguments,
    #[command(flatten)]
    pub(crate) limits: Limits,
    #[command(flatten)]
    pub(crate) switches: SwitchArguments,
}

/// Without what may be secret.
impl fmt::Debug for Arguments {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Arguments").field("host", &self.host).field("port", &self.port).finish_non_exhaustive()
    }
}

/// Where to listen.
#[derive(Clone, Debug)]
pub(crate) struct Place {
    pub(crate) host: String,
    pub(crate) port: u16,
    pub(crate) tls_port: Option<u16>,
}

impl Arguments {
    /// Where to listen: arguments, else `Urls`.
    pub(crate) fn place(&self, configuration: &Configuration) -> Result<Place, String> {
        let urls = configuration.urls()?;
        let url = |tls| urls.iter().find(|url| url.tls == tls);
        let host = self.host.clone().or_else(|| Some(urls.first()?.host.clone()));
        Ok(Place {
            host: host.unwrap_or_else(|| "127.0.0.1".to_owned()),
            port: self.port.or_else(|| Some(url(false)?.port)).unwrap_or(8080),
            tls_port: self.tls_port.or_else(|| Some(url(true)?.port)),
        })
    }

    pub(crate) fn builder(self, place: Place, configuration: &Configuration) -> Result<Builder, String> {
        let open = self.allow_unvalidated_entra_tokens || configuration.allow_unvalidated_entra_tokens()?;
        let key = self.access_key.as_deref().or(configuration.access_key()).unwrap_or(DEFAULT_ACCESS_KEY);
        let mut builder = Emulator::builder()
            .host(place.host)
            .port(place.port)
            .access_key(key)
            .allow_unvalidated_entra_tokens(open)
            .decode_slashes(self.decode_slashes);
        builder = self.switches.set(self.limits.set(builder));
        builder = self.events.set(builder, configuration)?;
        builder = self.page_host.into_iter().fold(builder.page(!self.no_page), Builder::page_host);
        if let Some(seed) = self.seed {
            builder = builder.seed(seed);
        }
        if let Some(key) = self.secondary_access_key {
            builder = builder.secondary_access_key(key);
        }
        if let (Some(tenant), Some(client_id), Some(secret)) =
            (self.entra_tenant, self.entra_client_id, self.entra_client_secret)
        {
            let lifetime = Duration::from_secs(self.entra_expires_in);
            builder = builder.entra(EntraApplication::new(tenant, client_id, secret).expires_in(lifetime));
        }
        if let Some(port) = place.tls_port {
            builder = builder.tls_port(port);
        }
        Ok(builder)
    }
}
