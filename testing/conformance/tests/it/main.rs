//! Tests of the cases themselves: a transport that keeps the contract passes them all, and each way of breaking it fails
//! exactly the cases listed for it.

mod broken;
mod document;
mod limitations;
mod reference;
mod server;
mod table;

use std::sync::LazyLock;
use webpubsub_conformance::FaultServer;

/// Stores no results: the transports here are not backends.
static SERVER: LazyLock<FaultServer> =
    LazyLock::new(|| FaultServer::builder().without_results().start().expect("a free port"));
