//! The contract of `HttpTransport`, over this transport.

use crate::SmolTransport;
use webpubsub_conformance::{Backend, FaultServer, run_all};

#[test]
fn the_transport_keeps_the_contract() {
    let server = FaultServer::start().expect("a free port");
    let backend = Backend::new("smol").without(&["connections_are_reused"]).keeps_timeout();
    let make = || SmolTransport::new().expect("TLS");
    let verdicts = smol::block_on(run_all(make, &backend, server.base_url()));
    let failures: Vec<_> = verdicts.iter().filter(|(_, verdict)| verdict.is_err()).collect();
    assert!(failures.is_empty(), "{failures:#?}");
}
