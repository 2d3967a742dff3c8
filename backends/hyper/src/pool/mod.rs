//! The connections of a transport: for each runtime and host, one HTTP/2 connection or a bounded number of HTTP/1 ones.
//!
//! A connection is driven by a task of the runtime that opened it. Another runtime would wait for that task, which may
//! not be polled or may be gone; so each runtime has connections of its own.

mod connection;
mod host;
mod idle;
mod open;
mod slot;
mod state;

use crate::connector::Connector;
pub(crate) use connection::{Body, Checkout};
use host::Host;
use http::Uri;
use http::uri::{Authority, Scheme};
use hyper::client::conn::http2;
use hyper_util::rt::TokioExecutor;
pub(crate) use slot::Slot;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use tokio::runtime::{Handle, Id};
use webpubsub_core::TransportError;

/// What all hosts have in common.
pub(crate) struct Settings {
    pub(crate) connector: Connector,
    /// What is wrong with the certificates that are trusted.
    pub(crate) trust_fault: Option<String>,
    pub(crate) http2: Option<http2::Builder<TokioExecutor>>,
    pub(crate) connect_timeout: Duration,
    pub(crate) idle_timeout: Duration,
    pub(crate) max_idle: usize,
    /// Of HTTP/1.
    pub(crate) max_connections: usize,
}

#[derive(PartialEq, Eq, Hash)]
struct Key {
    runtime: Id,
    scheme: Option<Scheme>,
    authority: Option<Authority>,
}

pub(crate) struct Pool {
    settings: Arc<Settings>,
    hosts: Mutex<HashMap<Key, Arc<Host>>>,
}

impl Pool {
    pub(crate) fn new(settings: Settings) -> Self {
        Self { settings: Arc::new(settings), hosts: Mutex::default() }
    }

    /// A connection to the URI's host that takes a request now, for the current runtime. Waits for one.
    pub(crate) async fn connection(&self, runtime: &Handle, uri: &Uri) -> Result<Checkout, TransportError> {
        self.host(runtime, uri).checkout().await
    }

    fn host(&self, runtime: &Handle, uri: &Uri) -> Arc<Host> {
        let key = Key { runtime: runtime.id(), scheme: uri.scheme().cloned(), authority: uri.authority().cloned() };
        let mut hosts = self.hosts.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(host) = hosts.get(&key) {
            return Arc::clone(host);
        }
        // Of runtimes that are gone, for example.
        hosts.retain(|_, host| Arc::strong_count(host) > 1 || host.has_connections());
        let host = Arc::new(Host::new(uri.clone(), Arc::clone(&self.settings)));
        hosts.insert(key, Arc::clone(&host));
        host
    }
}
