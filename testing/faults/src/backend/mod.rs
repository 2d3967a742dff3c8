//! The backends that a run can test: what each needs to send all messages at once.

mod tasks;
mod threads;
mod tower;

use crate::{Attempts, Report, Run, Transport};
use std::fmt;
use std::str::FromStr;
use webpubsub_blocking::BlockingTransport;
use webpubsub_core::Target;
use webpubsub_hyper::HyperTransport;

/// A backend under test.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(clippy::exhaustive_enums)] // An argument: each test names one.
pub enum Backend {
    /// `webpubsub-hyper`, in tasks on tokio.
    Hyper,
    /// `webpubsub-blocking`, in threads.
    Blocking,
    /// `webpubsub-tower`, in tasks on tokio: hyper-util's client behind a limit that the sends have to wait for.
    Tower,
}

impl Backend {
    /// All.
    pub const ALL: [Self; 3] = [Self::Hyper, Self::Blocking, Self::Tower];

    /// What it can send requests over.
    pub fn transports(self) -> &'static [Transport] {
        match self {
            Self::Hyper => &Transport::ALL,
            Self::Blocking => &[Transport::Http1, Transport::Http1OverTls],
            Self::Tower => &[Transport::Http1],
        }
    }

    /// Sends all messages, and closes its connections. It also trusts the certificate, if there is one.
    pub(crate) fn send_all(self, run: Run, target: Target, certificate: Option<&str>) -> (Vec<Report>, Attempts) {
        macro_rules! transport {
            ($builder:expr) => {{
                let builder = $builder.no_proxy();
                match certificate {
                    Some(certificate) => builder.root_certificate(certificate).expect("a certificate").build(),
                    None => builder.build(),
                }
            }};
        }
        match self {
            Self::Hyper => tasks::send_all(run, target, transport!(HyperTransport::builder())),
            Self::Blocking => threads::send_all(run, target, transport!(BlockingTransport::builder())),
            Self::Tower => tasks::send_all(run, target, tower::transport()),
        }
    }
}

impl fmt::Display for Backend {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Hyper => "hyper",
            Self::Blocking => "blocking",
            Self::Tower => "tower",
        })
    }
}

impl FromStr for Backend {
    type Err = String;

    fn from_str(name: &str) -> Result<Self, String> {
        Self::ALL.into_iter().find(|backend| backend.to_string() == name).ok_or_else(|| format!("no backend {name}"))
    }
}
