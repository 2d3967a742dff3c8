//! Of what tests and development use: the emulator, and the contract of transports.

use super::{Walked, failed};
use std::net::TcpListener;
use webpubsub_conformance::{Backend, Fixture, cases};
use webpubsub_emulator::{Emulator, EventHandler};
use webpubsub_mock::MockTransport;

pub(super) async fn walk(walked: &mut Walked) {
    let taken = TcpListener::bind("127.0.0.1:0").expect("a port");
    let port = taken.local_addr().expect("an address").port();
    let builder = Emulator::builder;
    for (what, error) in [
        ("a taken port", failed(builder().port(port).start().await)),
        ("a short key", failed(builder().access_key("short").start().await)),
        ("an invalid handler", failed(builder().event_handler("chat", EventHandler::new("ftp://h")).start().await)),
    ] {
        walked.error("emulator::StartError", what, error);
    }
    let (mock, backend) = (MockTransport::new().respond_error(500, "Broken"), Backend::new("mock"));
    let fixture = Fixture::new(&mock, &backend, "http://127.0.0.1:1", "host");
    walked.error("conformance::Failure", "a case", failed(cases::host(&fixture).await));
}
