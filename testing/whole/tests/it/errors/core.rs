//! Of the library itself: each stage of a call, the call, and upstream events.

use super::{Walked, closed_port, failed};
use webpubsub_core::events::{Event, Upstream};
use webpubsub_core::{ResponseParts, ServiceError, TransportError, TransportErrorKind, UnixTime};
use webpubsub_hyper::entra::{ClientAssertion, ClientSecret, ManagedIdentity};
use webpubsub_hyper::{
    AccessKey, BearerToken, CallOptions, Credential, CredentialError, Error, Filter, Message, RetryPolicy,
    WebPubSubServiceClient,
};
use webpubsub_mock::UpstreamEvent;
use webpubsub_whole::service;

pub(super) async fn walk(walked: &mut Walked) {
    calls(walked).await;
    stages(walked);
    events(walked);
}

async fn calls(walked: &mut Walked) {
    let (emulator, client) = service().await;
    let unreachable = ClientSecret::new("tenant", "app", "hush-hush").expect("a credential");
    let unreachable = unreachable.authority(&closed_port()).expect("an authority").allow_http_on_loopback();
    let failing = ClientAssertion::new("tenant", "app", || Err("no such file".into())).expect("a credential");
    let identity = ManagedIdentity::app_service(&closed_port(), "hush-hush").expect("a credential");
    let wrong = WebPubSubServiceClient::new(emulator.endpoint(), "chat", AccessKey::new("wrong").expect("a key"));
    let text = || Message::text("x");
    let mut errors: Vec<(&str, Error)> = vec![
        ("an invalid name", failed(client.send_to_group("..", text()).await)),
        ("an invalid filter", failed(client.add_connections_to_groups(["g"], Filter::raw(" ")).await)),
        ("not found", failed(client.add_user_to_group("g", "nobody").await)),
        ("a wrong key", failed(wrong.expect("a client").user_exists("ann").await)),
        ("no connection", refused(AccessKey::new("key").expect("a key")).await),
        ("no authority", refused(unreachable).await),
        ("no assertion", refused(failing.allow_http_on_loopback()).await),
        ("no identity", refused(identity.allow_http_on_loopback()).await),
        ("no credential", refused(Credential::none()).await),
        ("tokens over http", refused(BearerToken::new("token").expect("a token")).await),
    ];
    emulator.stop().await;
    let once = CallOptions::new().retry(RetryPolicy::never());
    errors.push(("a service that stopped", failed(client.with_options(once).send_to_all(text()).await)));
    for (what, error) in errors {
        walked.error("core::Error", what, error);
    }
}

async fn refused(credential: impl Into<Credential>) -> Error {
    let client = WebPubSubServiceClient::new(&closed_port(), "chat", credential).expect("a client");
    let client = client.with_options(CallOptions::new().retry(RetryPolicy::never()));
    failed(client.send_to_all(Message::text("x")).await)
}

/// The errors of the stages by themselves, as an operation or a backend of one's own sees them.
fn stages(walked: &mut Walked) {
    let parts = |status, body: &'static str| ResponseParts::new(status, [], body.as_bytes(), UnixTime::from_secs(0));
    let conflict = parts(409, r#"{"code":"Conflict","message":"once more"}"#);
    walked.error("core::ServiceError", "a status", ServiceError::unexpected_status(&conflict));
    walked.error("core::ServiceError", "no reason", ServiceError::unexpected_status(&parts(500, "")));
    walked.error("core::ServiceError", "a page", ServiceError::unexpected_status(&parts(502, "<html>Bad</html>")));
    walked.error(
        "core::ServiceError",
        "a body",
        ServiceError::unreadable(&parts(200, "{}"), "the response has no token"),
    );
    for kind in [
        TransportErrorKind::NotSent,
        TransportErrorKind::Interrupted,
        TransportErrorKind::Timeout,
        TransportErrorKind::ResponseTooLarge,
        TransportErrorKind::Misconfigured,
        TransportErrorKind::Other,
    ] {
        let error = || TransportError::new(kind, std::io::Error::other("reset by peer"));
        walked.error("core::TransportError", "a kind", error());
        walked.error("core::CredentialError", "a kind", CredentialError::new("no token").with_source(error()));
    }
    walked.error("core::TransportError", "timeout", TransportError::timeout());
    walked.error("core::TransportError", "connecting", TransportError::connect_timeout());
}

fn events(walked: &mut Walked) {
    let key = AccessKey::new(webpubsub_mock::ACCESS_KEY).expect("a key");
    let strict = Upstream::new("chat").allow_origins("contoso.example").code("hush-hush");
    let strict = strict.validate_token(|token| token.is_some()).keys([key.clone()]).expect("an application");
    let upstream = Upstream::new("chat").keys([key.clone()]).expect("an application");
    let other = AccessKey::new("another").expect("a key");
    let connect = UpstreamEvent::connect;
    let mut put = connect().signed(&key);
    *put.method_mut() = http::Method::PUT;
    let mut twice = connect().signed(&key);
    twice.headers_mut().append("ce-hub", http::HeaderValue::from_static("chat"));
    for (what, error) in [
        ("a method", failed(upstream.read(&put))),
        ("unsigned", failed(upstream.read(&connect().unsigned()))),
        ("forged", failed(upstream.read(&connect().signed(&other)))),
        ("another hub", failed(upstream.read(&connect().hub("news").signed(&key)))),
        ("no hub", failed(upstream.read(&connect().raw_header("ce-hub", "").signed(&key)))),
        ("a header twice", failed(upstream.read(&twice))),
        (
            "a body",
            failed(upstream.read(&UpstreamEvent::of_type("azure.webpubsub.sys.connect", None, "[").signed(&key))),
        ),
        ("an origin", failed(strict.read(&UpstreamEvent::handshake("far.example").unsigned()))),
        ("a code", failed(strict.read(&connect().signed(&key)))),
        ("a token", failed(strict.read(&connect().url("/?code=hush-hush").signed(&key)))),
    ] {
        walked.error("core::UpstreamError", what, error);
    }
    let Event::User(text) = UpstreamEvent::message(&Message::text("x")).event() else { panic!("another event") };
    walked.error("core::EventError", "another type", failed(text.json::<u8>()));
    let json = UpstreamEvent::message(&Message::json(&"x").expect("JSON")).state(&1).event();
    let Event::User(json) = json else { panic!("another event") };
    walked.error("core::EventError", "another type", failed(json.text()));
    walked.error("core::EventError", "another JSON", failed(json.json::<u8>()));
    walked.error("core::EventError", "another state", failed(json.state::<String>()));
}
