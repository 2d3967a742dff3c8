//! TLS: an untrusted server is rejected before anything is sent; roots and client certificates can be added.

use crate::support::{client_of, kind, send_once};
use std::io::{Read, Write};
use std::sync::mpsc;
use webpubsub_blocking::{BlockingTransport, BlockingTransportBuilder, Error, TransportErrorKind};
use webpubsub_test_servers::{ACCEPTED, Certificate, accept, certificate, read_request, serve, server_config};

/// Whether a request arrives at a server that presents `server` and requires `client`'s certificate, if given.
fn send(
    server: &Certificate,
    client: Option<&Certificate>,
    transport: BlockingTransportBuilder,
) -> (bool, Result<(), Error>) {
    let (config, (tell, received)) = (server_config(server, client), mpsc::channel());
    let address = serve(move |stream| {
        let mut tls = accept(&config, stream.into_inner());
        let arrived = read_request(&mut tls).is_some();
        let _ = tls.get_mut().write_all(ACCEPTED.as_bytes());
        let _ = tell.send(arrived);
    });
    let result = send_once(&client_of(&format!("https://localhost:{}", address.port()), transport.build()));
    (received.recv().expect("a connection"), result)
}

fn trusting(server: &Certificate) -> BlockingTransportBuilder {
    BlockingTransport::builder().root_certificate(server.cert.pem()).expect("a certificate")
}

#[test]
fn an_untrusted_certificate_is_rejected() {
    for host in ["localhost", "other.example"] {
        let server = certificate(host);
        let transport = if host == "localhost" { BlockingTransport::builder() } else { trusting(&server) };
        let (arrived, result) = send(&server, None, transport);
        let error = result.expect_err("rejected");
        assert!(!arrived);
        assert_eq!(kind(&error), TransportErrorKind::Misconfigured);
        let text = format!("{error:?}");
        let advice = ["root_certificate", "call the server by a name in its certificate"];
        assert!(text.contains("TLS: ") && advice.iter().any(|advice| text.contains(advice)), "{text}");
    }
}

/// A server that does not speak TLS, or closes the connection, is named as such.
#[test]
fn a_failed_handshake_is_not_sent_and_says_so() {
    for (response, expected) in [("", "TLS handshake: unexpected end of file"), ("HTTP/1.1 400 B\r\n\r\n", "TLS: ")] {
        let address = serve(move |mut stream| {
            let _ = stream.get_mut().read(&mut [0; 8_192]);
            let _ = stream.get_mut().write_all(response.as_bytes());
        });
        let error = send_once(&client_of(&format!("https://{address}"), BlockingTransport::default()));
        let error = error.expect_err("no TLS");
        assert_eq!(kind(&error), TransportErrorKind::NotSent);
        assert!(format!("{error:?}").contains(expected), "{error:?}");
    }
}

#[test]
fn an_added_root_is_trusted() {
    let server = certificate("localhost");
    let (arrived, result) = send(&server, None, trusting(&server));
    result.expect("accepted");
    assert!(arrived);
}

#[test]
fn a_client_certificate_is_presented_on_request() {
    let (server, client) = (certificate("localhost"), certificate("localhost"));
    let (arrived, result) = send(&server, Some(&client), trusting(&server));
    result.expect_err("no client certificate");
    assert!(!arrived);
    let key = client.signing_key.serialize_pem();
    let known = trusting(&server).client_certificate(client.cert.pem(), key).expect("a certificate");
    let (arrived, result) = send(&server, Some(&client), known);
    result.expect("accepted");
    assert!(arrived);
}
