//! Every type and error that can hold a secret, formatted: none of it shows.

use crate::support::{KEY, client, mock, now, response};
use std::error::Error as _;
use std::fmt::Debug;
use webpubsub_core::entra::{AccessToken, ClientSecret, ManagedIdentity, SCOPE, TokenRequest};
use webpubsub_core::events::{Upstream, signature};
use webpubsub_core::operations::{GenerateClientToken, Operation, RawRequest, RawResponse, SendToAll, UserExists};
use webpubsub_core::{
    AccessKey, Authorization, BearerToken, CallOptions, ClientAccess, ConnectionString, Credential, Message, Method,
    ResponseParts, RetryPolicy, RotatingAccessKey, Secret, Target, TransportErrorKind, UnixTime,
};
use webpubsub_mock::WebPubSubServiceClient;

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
    let string: ConnectionString = format!("Endpoint=https://h;AccessKey={KEY}").parse().unwrap();
    let message = Message::text("private words");
    let authorization = Authorization::from(key.clone());
    let request = SendToAll::new(message.clone()).prepare(&target, &authorization, UnixTime::from_secs(0)).unwrap();
    debug("secret", &Secret::new(KEY));
    debug("key", &key);
    debug("rotating key", &RotatingAccessKey::new(KEY).unwrap());
    debug("connection string", &string);
    debug("authorization", &authorization);
    debug("bearer", &Authorization::from(BearerToken::new(KEY).unwrap()));
    let application = ClientSecret::new("t", "a", KEY).unwrap();
    debug("application", &application);
    debug("credential", &Credential::from(application.clone()));
    debug("token request", &application.token_request(TokenRequest::new(SCOPE)).unwrap());
    let identity = ManagedIdentity::app_service("http://localhost:1", KEY).unwrap();
    debug("identity", &identity);
    debug("credential of an identity", &Credential::from(identity.clone()));
    let token_request = identity.token_request(TokenRequest::new(SCOPE)).unwrap();
    debug("token request of an identity", &token_request);
    let converted = http::Request::try_from(token_request).unwrap();
    assert!(converted.headers()["x-identity-header"].is_sensitive());
    clean("http token request of an identity", &format!("{converted:?}"));
    let upstream = Upstream::new("chat").code(KEY).keys([key.clone()]).unwrap();
    debug("upstream", &upstream);
    let mqtt = format!(r#"{{"protocolVersion":5,"username":"{KEY}","password":"{KEY}"}}"#);
    let body = format!(r#"{{"claims":{{"sub":["{KEY}"]}},"headers":{{"cookie":["{KEY}"]}},"mqtt":{mqtt}}}"#);
    let headers = [
        ("ce-type", "azure.webpubsub.sys.connect"),
        ("ce-hub", "chat"),
        ("ce-connectionId", "c"),
        ("ce-signature", &signature([&key], "c")),
        ("authorization", KEY),
    ];
    let unlocked = Upstream::new("chat").keys([key.clone()]).unwrap();
    let event = unlocked.read_parts("POST", headers, body.clone()).unwrap();
    debug("event", &event);
    debug("upstream response", &event.accept());
    debug("upstream error", &upstream.read_parts("POST", headers, body).unwrap_err());
    debug("access token", &AccessToken::new(KEY, UnixTime::from_secs(0)));
    debug("message", &message);
    debug("operation", &SendToAll::new(message.clone()));
    debug("raw operation", &RawRequest::new(Method::Put, "/api/x").header("x-key", KEY).body("text/plain", KEY));
    debug("unsigned", &SendToAll::new(message).request(&target).unwrap().header("x-key", KEY).unwrap());
    debug("prepared", &request);
    debug("client token", &ClientAccess::new().sign(&target, &key, UnixTime::from_secs(0)).unwrap());
    debug("client", &client(&mock()));
    let headers = [("location", KEY), ("www-authenticate", KEY), ("x-ms-error-code", KEY)];
    debug("response parts", &ResponseParts::new(200, headers, KEY.as_bytes(), UnixTime::from_secs(0)));
    assert!(!format!("{:?}", ResponseParts::new(200, [], b"hush", UnixTime::from_secs(0))).contains("104, 117"));
    debug("raw response", &RawResponse::new(200, KEY));
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
        let error = WebPubSubServiceClient::from_connection_string(&wrong, "chat").unwrap_err();
        clean("connection string", &format!("{error} {error:?} {:?}", error.source()));
    }
    clean("bearer", &format!("{:?}", BearerToken::new(format!("{KEY}\n")).unwrap_err()));
    for mock in [
        mock().respond(response(500, &[("x-ms-error-code", "E")], r#"{"code":"E","message":"m"}"#)),
        mock().respond(response(200, &[], r#"{"token":"eyJhush"#)),
        mock().fail_with(TransportErrorKind::Other),
    ] {
        let call = GenerateClientToken::new(ClientAccess::new());
        let never = CallOptions::new().retry(RetryPolicy::never());
        let error = now(client(&mock).with_options(never).call(&call)).unwrap_err();
        clean("error", &format!("{error} {error:?} {:?} {:?}", error.kind(), error.source().map(ToString::to_string)));
    }
    let detailed = now(client(&mock().respond_ok()).call_detailed(&UserExists::new("u"))).unwrap();
    debug("detailed", &detailed);
}
