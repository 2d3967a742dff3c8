//! Credentials beside tokens: none at all, and a key that is replaced.

use crate::every_operation::{Each, every_operation};
use crate::support::{client_with, mock, now, target};
use webpubsub_core::operations::Operation;
use webpubsub_core::{ClientAccess, Credential, Error, ErrorKind, Message, RotatingAccessKey};
use webpubsub_mock::{Claims, MockTransport, WebPubSubServiceClient, responses};

fn is_rejected(error: &Error) {
    let ErrorKind::Build(build) = error.kind() else { panic!("{error}") };
    assert_eq!((build.field(), error.attempts(), error.was_sent()), ("credential", 0, false), "{error}");
}

struct WithoutCredential(WebPubSubServiceClient);

impl Each for WithoutCredential {
    fn operation<O: Operation>(&mut self, operation: &O) {
        match now(self.0.call(operation)) {
            Ok(_) => assert_eq!(O::NAME, "health"),
            Err(error) => is_rejected(&error),
        }
    }
}

#[test]
fn without_one_only_health_is_sent() {
    let mock = mock().respond_ok();
    let client = client_with(&mock, Credential::none());
    every_operation(&mut WithoutCredential(client.clone()));
    is_rejected(&now(client.client_access_token(&ClientAccess::new())).unwrap_err());
    let [health] = mock.captured().try_into().unwrap();
    assert_eq!((health.operation(), health.header("authorization")), ("health", None));
}

#[test]
fn an_updated_key_signs_the_next_attempt() {
    let key = RotatingAccessKey::new("primary").unwrap();
    let mock = MockTransport::new();
    let rotated = key.clone();
    mock.otherwise(move |request, attempt| match attempt.number {
        1 => {
            rotated.update("secondary").unwrap();
            responses::connection_refused()
        }
        _ => responses::success(request, attempt),
    });
    let client = WebPubSubServiceClient::with_transport(mock.clone(), target(), key.clone());
    let signed_with = |token: &str| ["primary", "secondary"].into_iter().find(|key| Claims::verify(token, key).is_ok());
    let access_token_signed_with = || {
        let access = now(client.client_access_token(&ClientAccess::new())).unwrap();
        signed_with(access.token().expose())
    };
    assert_eq!(access_token_signed_with(), Some("primary"));
    now(client.send_to_all(Message::text("x"))).unwrap();
    let keys = mock
        .captured()
        .into_iter()
        .map(|sent| signed_with(sent.header("authorization").unwrap().strip_prefix("Bearer ").unwrap()));
    assert_eq!(keys.collect::<Vec<_>>(), [Some("primary"), Some("secondary")]);
    assert_eq!(access_token_signed_with(), Some("secondary"));
    assert!(key.update(" padded").is_err());
    assert_eq!(access_token_signed_with(), Some("secondary"), "an invalid key is not used");
}
