//! The certificates that a WebSocket connection trusts: those that calls trust.

use crate::failure::{Failure, with_causes};
use rustls::{ClientConfig, RootCertStore};
use std::error::Error;
use std::io;
use tokio::time::error::Elapsed;
use webpubsub_proxy::TunnelError;
use webpubsub_tls::{advice, default_roots};

pub(crate) struct Trust {
    roots: RootCertStore,
    fault: Option<String>,
}

impl Trust {
    pub(crate) fn new() -> Self {
        let (roots, fault) = default_roots();
        Self { roots, fault }
    }

    pub(crate) fn roots(&self) -> RootCertStore {
        self.roots.clone()
    }

    /// What is wrong with the certificates that are trusted.
    pub(crate) fn fault(&self) -> Option<&str> {
        self.fault.as_deref()
    }

    pub(super) fn config(&self) -> ClientConfig {
        ClientConfig::builder().with_root_certificates(self.roots()).with_no_client_auth()
    }

    /// An error with its causes, and what to do about it if a certificate was rejected.
    pub(crate) fn explained(&self, error: &(dyn Error + 'static)) -> String {
        match self.advice(error) {
            Some(advice) => format!("{}; {advice}", with_causes(error)),
            None => with_causes(error),
        }
    }

    /// No connection, because of this. `through` names the proxy, if there is one.
    pub(super) fn failure(&self, error: &(dyn Error + 'static), through: &str) -> Failure {
        if causes(error).any(is_elapsed) {
            return not_in_time();
        }
        let text = format!("not connected: {through}{}", self.explained(error));
        let is_permanent = self.advice(error).is_some() || causes(error).any(is_forbidden);
        if is_permanent { Failure::Misconfigured(text) } else { Failure::NotReached(text) }
    }

    fn advice(&self, error: &(dyn Error + 'static)) -> Option<&str> {
        causes(error).find_map(|cause| advice(cause, self.fault()))
    }
}

/// No connection when the timeout had passed.
pub(super) fn not_in_time() -> Failure {
    Failure::NotReached("not connected within the timeout".into())
}

/// An address did not respond in its share of the timeout.
fn is_elapsed(cause: &(dyn Error + 'static)) -> bool {
    let inner = cause.downcast_ref().and_then(io::Error::get_ref);
    inner.is_some_and(<dyn Error + Send + Sync>::is::<Elapsed>)
}

/// The proxy opens no tunnel without another setting.
fn is_forbidden(cause: &(dyn Error + 'static)) -> bool {
    cause.downcast_ref().is_some_and(TunnelError::is_permanent)
}

fn causes<'a>(error: &'a (dyn Error + 'static)) -> impl Iterator<Item = &'a (dyn Error + 'static)> {
    std::iter::successors(Some(error), |cause| (*cause).source())
}
