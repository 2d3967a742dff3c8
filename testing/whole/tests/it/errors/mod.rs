//! Errors of each crate, real ones, as reporters print them: the causes in full, and nothing twice.

use std::net::TcpListener;
use webpubsub_emulator::Emulator;
use webpubsub_hyper::entra::{ClientAssertion, ClientSecret};
use webpubsub_hyper::{
    AccessKey, CallOptions, Credential, Endpoint, Error, Filter, Message, Proxy, ReadMessage, RetryPolicy,
    WebPubSubServiceClient,
};
use webpubsub_mock::{Claims, MockTransport, TransportErrorKind};
use webpubsub_whole::{Watch, service};

/// The parts of a report, each at most once. The text of an error does not contain that of its source.
fn assert_each_part_once(what: &str, error: impl Into<anyhow::Error>) {
    let error: anyhow::Error = error.into();
    for error in error.chain() {
        let source = error.source().map(ToString::to_string);
        assert!(source.is_none_or(|source| !error.to_string().contains(&source)), "{what}: {error}");
    }
    let report = format!("{error:#}");
    let parts: Vec<&str> = report.split([';', '\n']).flat_map(|part| part.split(": ")).map(str::trim).collect();
    for (place, part) in parts.iter().enumerate() {
        assert!(!parts[..place].contains(part), "{what}: {part:?} is there twice: {report}");
    }
}

fn closed_port() -> String {
    let port = TcpListener::bind("127.0.0.1:0").and_then(|listener| listener.local_addr()).expect("a port");
    format!("http://{port}")
}

async fn refused(credential: impl Into<Credential>) -> Error {
    let client = WebPubSubServiceClient::new(&closed_port(), "chat", credential).expect("a client");
    let client = client.with_options(CallOptions::new().retry(RetryPolicy::never()));
    client.send_to_all(Message::text("x")).await.expect_err("a closed port")
}

#[tokio::test]
async fn of_core_and_hyper() {
    let _watch = Watch::begin();
    let (emulator, client) = service().await;
    let unreachable = ClientSecret::new("tenant", "app", "hush-hush").expect("a credential");
    let unreachable = unreachable.authority(&closed_port()).expect("an authority").allow_http_on_loopback();
    let failing = ClientAssertion::new("tenant", "app", || Err("no such file".into())).expect("a credential");
    let wrong = WebPubSubServiceClient::new(emulator.endpoint(), "chat", AccessKey::new("wrong").expect("a key"));
    let errors: [(&str, Error); 7] = [
        ("an invalid name", client.send_to_group("..", Message::text("x")).await.expect_err("invalid")),
        ("an invalid filter", client.add_connections_to_groups(["g"], Filter::raw(" ")).await.expect_err("invalid")),
        ("not found", client.add_user_to_group("g", "nobody").await.expect_err("not found")),
        ("a wrong key", wrong.expect("a client").user_exists("ann").await.expect_err("a wrong key")),
        ("no connection", refused(AccessKey::new("key").expect("a key")).await),
        ("no authority", refused(unreachable).await),
        ("no assertion", refused(failing.allow_http_on_loopback()).await),
    ];
    for (what, error) in errors {
        let debug = format!("{error:?}");
        let report = anyhow::Error::from(error);
        assert_eq!(debug, format!("{report:#}"), "{what}: what `main` and `unwrap` print");
        assert_each_part_once(what, report);
    }
    assert_each_part_once("an endpoint", "ftp://h".parse::<Endpoint>().expect_err("invalid"));
    assert_each_part_once("a proxy", Proxy::new("socks5://h").expect_err("invalid"));
    assert_each_part_once("a message", Message::read_text(&b"\xFF"[..]).expect_err("invalid"));
    emulator.stop().await;
}

#[tokio::test]
async fn of_the_mock() {
    let mock = MockTransport::new().fail_with(TransportErrorKind::Interrupted);
    let error = mock.client("chat").send_to_all(Message::text("x")).await.expect_err("interrupted");
    assert_each_part_once("interrupted", error);
    assert_each_part_once("a token", Claims::verify("a.b.c", "key").expect_err("invalid"));
}

#[tokio::test]
async fn of_the_emulator() {
    let taken = TcpListener::bind("127.0.0.1:0").expect("a port");
    let port = taken.local_addr().expect("an address").port();
    assert_each_part_once("a taken port", Emulator::builder().port(port).start().await.expect_err("taken"));
    let short = Emulator::builder().access_key("short").start().await.expect_err("invalid");
    assert_each_part_once("a short key", short);
}
