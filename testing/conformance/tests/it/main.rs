//! The cases are judged themselves: a transport that keeps the contract passes them all, and each way of breaking it
//! fails exactly the cases that name it.

mod broken;
mod document;
mod limits;
mod reference;
mod server;
mod table;

use std::sync::LazyLock;
use webpubsub_conformance::FaultServer;

/// Keeps no results: what runs here is no backend.
static SERVER: LazyLock<FaultServer> =
    LazyLock::new(|| FaultServer::builder().without_results().start().expect("a free port"));
