//! The transport against small test servers that reproduce what real ones do in failure.

mod conformance;
mod connection_limit;
mod errors;
mod hostile;
mod http2;
mod managed_identity;
mod proxy;
mod requests;
mod runtime;
mod runtimes;
mod spawn;
mod stale_connections;
mod support;
mod tls;
mod untrusted;
