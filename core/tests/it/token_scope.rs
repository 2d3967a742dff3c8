//! The scope of tokens: that of the endpoint's cloud, or the one that the caller set, for every source of tokens.

use crate::entra::secret;
use crate::support::{client_with, mock, now, target};
use std::sync::{Arc, Mutex};
use webpubsub_core::entra::{AccessToken, ClientAssertion, TokenRequest};
use webpubsub_core::{Credential, CredentialError, ErrorKind, Target, TokenSource, UnixTime, WebPubSubServiceClient};
use webpubsub_mock::MockTransport;

/// The scopes of all token requests of a mock.
fn scopes(mock: &MockTransport) -> Vec<String> {
    let requests = mock.captured().into_iter().filter(|sent| sent.operation() == "get_token");
    let scope = |body: &str| body.split('&').find_map(|pair| Some(pair.strip_prefix("scope=")?.to_owned()));
    requests.map(|sent| scope(std::str::from_utf8(sent.body()).unwrap()).unwrap()).collect()
}

#[derive(Clone, Debug, Default)]
struct Recorder(Arc<Mutex<Vec<String>>>);

#[async_trait::async_trait]
impl TokenSource for Recorder {
    async fn token(&self, request: TokenRequest<'_>) -> Result<AccessToken, CredentialError> {
        self.0.lock().unwrap().push(request.scope.to_owned());
        Ok(AccessToken::new(request.scope, UnixTime::from_secs(u64::MAX / 2)))
    }
}

fn call(target: &Target, credential: impl Into<Credential>) -> MockTransport {
    let mock = mock().respond_ok().respond_ok();
    let client = WebPubSubServiceClient::with_transport(mock.clone(), target.clone(), credential);
    assert!(now(client.user_exists("u")).unwrap());
    mock
}

#[test]
fn that_of_the_endpoints_cloud_or_the_one_set() {
    let at = |endpoint: &str| Target::new(endpoint, "chat").unwrap();
    for (target, expected) in [
        (at("https://contoso.webpubsub.azure.com"), "https://webpubsub.azure.com/.default"),
        (at("https://contoso.webpubsub.azure.cn"), "https://webpubsub.azure.cn/.default"),
        (
            at("https://contoso.webpubsub.azure.us").gateway("https://gateway.example"),
            "https://webpubsub.azure.us/.default",
        ),
        (
            at("https://pubsub.contoso.cn").token_scope("https://webpubsub.azure.cn/.default"),
            "https://webpubsub.azure.cn/.default",
        ),
        (
            at("https://contoso.webpubsub.azure.us").token_scope("api://own/.default").with_hub("b"),
            "api://own/.default",
        ),
    ] {
        let assertion = ClientAssertion::new("tenant", "app", || Ok("jwt".into())).unwrap();
        let form = expected.replace(':', "%3A").replace('/', "%2F");
        assert_eq!(scopes(&call(&target, secret())), [form.as_str()]);
        assert_eq!(scopes(&call(&target, assertion)), [form.as_str()]);
        let recorder = Recorder::default();
        call(&target, Credential::from_source(recorder.clone()));
        assert_eq!(*recorder.0.lock().unwrap(), [expected]);
    }
}

#[test]
fn an_invalid_one_is_rejected_before_a_token_is_requested() {
    for scope in ["", "https://a/.default https://b/.default", "https://a/.default\n", "é"] {
        let mock = mock();
        let client = WebPubSubServiceClient::with_transport(mock.clone(), target().token_scope(scope), secret());
        let error = now(client.user_exists("u")).unwrap_err();
        let ErrorKind::Build(build) = error.kind() else { panic!("{error}") };
        assert_eq!((build.field(), mock.captured().len()), ("token scope", 0), "{scope:?}");
    }
}

/// Clients of several clouds can share a credential: no token of one reaches the other.
#[test]
fn a_cached_token_is_for_its_scope_only() {
    let recorder = Recorder::default();
    let credential = Credential::from_source(recorder.clone());
    let mock = mock().respond_ok().respond_ok().respond_ok();
    let public = client_with(&mock, credential.clone());
    let china = Target::new("https://contoso.webpubsub.azure.cn", "chat").unwrap();
    let china = WebPubSubServiceClient::with_transport(mock.clone(), china, credential);
    for client in [&public, &china, &china] {
        assert!(now(client.user_exists("u")).unwrap());
    }
    let tokens = mock.captured().into_iter().map(|sent| sent.header("authorization").unwrap().to_owned());
    let bearer = ["com", "cn", "cn"].map(|cloud| format!("Bearer https://webpubsub.azure.{cloud}/.default"));
    assert_eq!(tokens.collect::<Vec<_>>(), bearer);
    assert_eq!(recorder.0.lock().unwrap().len(), 2);
}
