//! Every type and error that can hold a secret, formatted: none of it shows.

use crate::scripted::{KEY, Scripted, Step, client, now};
use std::error::Error as _;
use std::fmt::Debug;
use webpubsub_core::entra::{AccessToken, ClientSecret};
use webpubsub_core::operations::{GenerateClientToken, SendToAll, UserExists};
use webpubsub_core::{
    AccessKey, Authorization, BearerToken, CallOptions, ClientAccess, ConnectionString, Credential, Message, Operation,
    Secret, Target, TransportErrorKind, UnixTime, WebPubSubServiceClient,
};

fn clean(what: &str, text: &str) {
    for secret in [KEY, "hush", "eyJ", "Bearer ", "private words"] {
        assert!(!text.contains(secret), "{what} shows {secret}: {text}");
    }
}

fn debug(what: &str, value: &impl Debug) {
    clean(what, &format!("{value:?}"));
    clean(what, &format!("{value:#?}"));
}

#[test]
fn values() {
    let key = AccessKey::new(KEY).unwrap();
    let target = Target::new("https://h", "chat").unwrap();
    let string = ConnectionString::parse(&format!("Endpoint=https://h;AccessKey={KEY}")).unwrap();
    let message = Message::text("private words");
    let authorization = Authorization::from(key.clone());
    let request = SendToAll::new(message.clone()).prepare(&target, &authorization, UnixTime::from_secs(0)).unwrap();
    debug("secret", &Secret::new(KEY));
    clean("secret", &Secret::new(KEY).to_string());
    debug("key", &key);
    debug("connection string", &string);
    debug("authorization", &authorization);
    debug("bearer", &Authorization::from(BearerToken::new(KEY).unwrap()));
    let application = ClientSecret::new("t", "a", KEY).unwrap();
    debug("application", &application);
    debug("credential", &Credential::from(application.clone()));
    debug("token request", &application.token_request(None).unwrap());
    debug("access token", &AccessToken::new(KEY, UnixTime::from_secs(0)));
    debug("message", &message);
    debug("operation", &SendToAll::new(message));
    debug("prepared", &request);
    debug("client token", &ClientAccess::new().sign(&target, &key, UnixTime::from_secs(0)).unwrap());
    debug("client", &client(&Scripted::new([])));
    debug("options", &CallOptions::new().header("x-gateway-key", KEY));
    let converted = http::Request::try_from(request).unwrap();
    clean("http request", &format!("{:?}", converted.headers()));
}

#[test]
fn errors() {
    for wrong in [
        format!("Endpoint=https://h;AccessKey={KEY};x"),
        format!("Endpoint=https://h h;AccessKey={KEY}"),
        format!("Endpoint=https://h;AccessKey={KEY};AccessKey={KEY}"),
        format!("Endpoint=https://h;AccessKey=\t{KEY}"),
        format!("Endpoint=https://u:{KEY}@h;AccessKey=k"),
    ] {
        let error = WebPubSubServiceClient::<Scripted>::from_connection_string(&wrong, "chat").unwrap_err();
        clean("connection string", &format!("{error} {error:?} {:?}", error.source()));
    }
    clean("bearer", &format!("{:?}", BearerToken::new(&format!("{KEY}\n")).unwrap_err()));
    for step in [
        Step::Answer(500, &[("x-ms-error-code", "E")], r#"{"code":"E","message":"m"}"#),
        Step::Answer(200, &[], r#"{"token":"eyJhush"#),
        Step::Fail(TransportErrorKind::Other),
    ] {
        let transport = Scripted::new([step]);
        let call = GenerateClientToken::new(ClientAccess::new());
        let error =
            now(client(&transport).with(CallOptions::new().retry(webpubsub_core::RetryPlan::never())).call(&call));
        let error = error.unwrap_err();
        clean("error", &format!("{error} {error:?} {:?} {:?}", error.kind(), error.source().map(ToString::to_string)));
    }
    let transport = Scripted::new([Step::Answer(200, &[], "")]);
    let detailed = now(client(&transport).call_detailed(&UserExists::new("u"))).unwrap();
    debug("detailed", &detailed);
}
