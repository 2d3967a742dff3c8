//! The contract of `HttpTransport`, over this transport.

use crate::CompioTransport;
use compio::runtime::Runtime;
use webpubsub_conformance::{Backend, FaultServer, run_all};

#[test]
fn the_transport_keeps_the_contract() {
    let server = FaultServer::start().expect("a free port");
    let backend = Backend::new("compio").without(&["connections_are_reused"]).keeps_timeout();
    let make = || CompioTransport::new().expect("TLS");
    let runtime = Runtime::new().expect("a runtime");
    let verdicts = runtime.block_on(run_all(make, &backend, server.base_url()));
    let failures: Vec<_> = verdicts.iter().filter(|(_, verdict)| verdict.is_err()).collect();
    assert!(failures.is_empty(), "{failures:#?}");
}
