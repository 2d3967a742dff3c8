//! The blocking transport and client, over sockets and over the mock.

mod complete;
mod conformance;
mod connection_limit;
mod growth;
mod hostile;
mod logs;
mod mock;
mod proxy;
mod stale_connections;
mod stalled;
mod support;
mod tls;
mod tokens;
mod tree;
mod waiting;
