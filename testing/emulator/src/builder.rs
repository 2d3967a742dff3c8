//! The settings of an emulator before it starts.

use std::time::Duration;

use crate::admin::Hosts;
use crate::emulator::Emulator;
use crate::entra::EntraApplication;
use crate::limits::Limits;
use crate::record::RecordLimits;
use crate::settings::{AccessKey, Settings, check_key};
use crate::start_error::StartError;
use crate::switches::Switches;
use crate::upstream::UpstreamSettings;

/// The default access key, the same as in Microsoft's emulator.
pub const DEFAULT_ACCESS_KEY: &str = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789ABCDEFGH";

/// Settings of an emulator that has not started yet; made by [`Emulator::builder`].
#[derive(Clone, Debug)]
#[must_use = "nothing listens before `start`"]
pub struct Builder {
    pub(crate) host: String,
    pub(crate) port: u16,
    pub(crate) tls_port: Option<u16>,
    pub(crate) settings: Settings,
}

impl Default for Builder {
    fn default() -> Self {
        Self {
            host: "127.0.0.1".to_owned(),
            port: 0,
            tls_port: None,
            settings: Settings {
                access_key: AccessKey(DEFAULT_ACCESS_KEY.to_owned()),
                secondary_access_key: None,
                entra: Vec::new(),
                allow_unvalidated_entra_tokens: false,
                decode_slashes: false,
                switches: Switches::default(),
                keep_alive: Duration::from_secs(20),
                limits: Limits::default(),
                print_warnings: true,
                record: RecordLimits::default(),
                seed: None,
                upstream: UpstreamSettings::default(),
                page: Some(Hosts::default()),
            },
        }
    }
}

impl Builder {
    /// Address or name to listen on, also the host of the endpoint. Default: `127.0.0.1`.
    pub fn host(mut self, host: impl Into<String>) -> Self {
        self.host = host.into();
        self
    }

    /// Port to listen on. Default: 0, a free one.
    pub fn port(mut self, port: u16) -> Self {
        self.port = port;
        self
    }

    /// Also listens for TLS, on a free port, with a certificate of its own for `localhost`, `127.0.0.1`, `::1` and the
    /// host: see [`Emulator::certificate_pem`]. HTTP/1.1 and HTTP/2 for REST, HTTP/1.1 for WebSocket. Default: no.
    pub fn tls(mut self, on: bool) -> Self {
        self.tls_port = on.then(|| self.tls_port.unwrap_or(0));
        self
    }

    /// Also listens for TLS, on this port.
    pub fn tls_port(mut self, port: u16) -> Self {
        self.tls_port = Some(port);
        self
    }

    /// The key for signing and verifying tokens: at least 32 bytes, without `;`, control characters, or whitespace at its
    /// ends. Default: [`DEFAULT_ACCESS_KEY`].
    pub fn access_key(mut self, key: impl Into<String>) -> Self {
        self.settings.access_key = AccessKey(key.into());
        self
    }

    /// A second key, with the same rules and the same rights: during a key rotation both are valid. Default: none.
    pub fn secondary_access_key(mut self, key: impl Into<String>) -> Self {
        self.settings.secondary_access_key = Some(AccessKey(key.into()));
        self
    }

    /// Adds an application of Entra ID. The emulator then also acts as its authority: it issues tokens at
    /// `/{tenant}/oauth2/v2.0/token` (over http on this machine only), and verifies their signature, audience and
    /// lifetime. Default: none.
    pub fn entra(mut self, application: EntraApplication) -> Self {
        self.settings.entra.push(application);
        self
    }

    /// Accepts bearer tokens for the audience `https://webpubsub.azure.com` that have not expired, without verifying their
    /// signature, and allows their callers to generate client tokens. Default: no.
    pub fn allow_unvalidated_entra_tokens(mut self, on: bool) -> Self {
        self.settings.allow_unvalidated_entra_tokens = on;
        self
    }

    /// Decodes `%2F` in a name of a REST path to `/`. By default it stays `%2F`, and `%252F` becomes `%2F`, as in
    /// Microsoft's emulator.
    pub fn decode_slashes(mut self, on: bool) -> Self {
        self.settings.decode_slashes = on;
        self
    }

    /// The interval of pings to WebSocket clients (at least 1 ms); a client that sends nothing for three intervals is
    /// disconnected. Default: 20 seconds.
    pub fn keep_alive(mut self, every: Duration) -> Self {
        self.settings.keep_alive = every.max(Duration::from_millis(1));
        self
    }

    /// Prints on stderr what [`Emulator::warnings`] returns. Default: yes.
    pub fn print_warnings(mut self, on: bool) -> Self {
        self.settings.print_warnings = on;
        self
    }

    /// How many entries the [record](Emulator::record) keeps, and how many bytes they may take; older ones make room. 0
    /// entries: it keeps nothing, and only [counters](Emulator::counters) count. Default: 10,000 and 16 MiB.
    pub fn record(mut self, entries: usize, bytes: usize) -> Self {
        self.settings.record = RecordLimits { entries, bytes };
        self
    }

    /// Makes the ids of connections follow from this number and the order in which clients connect, so that they are the
    /// same in every run. Default: random ones.
    pub fn seed(mut self, seed: u64) -> Self {
        self.settings.seed = Some(seed);
        self
    }

    /// Whether the page at `/` and the endpoint below `/emulator/` are there. Whoever can open the page has the key. Default:
    /// yes.
    pub fn page(mut self, on: bool) -> Self {
        self.settings.page = on.then(|| self.settings.page.unwrap_or_default());
        self
    }

    /// One more name under which a browser may open the page, besides IP addresses and `localhost`; with any port. Default:
    /// none.
    pub fn page_host(mut self, name: impl Into<String>) -> Self {
        self.settings.page.get_or_insert_default().add(name.into());
        self
    }

    /// Starts the emulator. It accepts requests as soon as this returns.
    pub async fn start(self) -> Result<Emulator, StartError> {
        for key in [Some(&self.settings.access_key), self.settings.secondary_access_key.as_ref()].into_iter().flatten()
        {
            check_key(&key.0)?;
        }
        self.settings.upstream.check()?;
        Emulator::launch(self).await
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn debug_hides_the_key() {
        let shown = format!("{:?}", Builder::default());
        assert!(!shown.contains(DEFAULT_ACCESS_KEY), "{shown}");
    }
}
