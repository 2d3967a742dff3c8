//! The contract of `HttpTransport`, case by case.

use webpubsub_blocking::{BlockingTransport, block_on};
use webpubsub_conformance::{Backend, FaultServer, Limitation, run_all};

#[test]
fn every_case() {
    let server = FaultServer::start().expect("a free port");
    let backend = Backend::new("blocking").limitations(&[Limitation::CannotCancel]);
    let verdicts = block_on(run_all(BlockingTransport::default, &backend, server.base_url()));
    let failed: Vec<_> = verdicts.iter().filter(|(_, verdict)| verdict.is_err()).collect();
    assert!(failed.is_empty(), "{failed:#?}");
}
