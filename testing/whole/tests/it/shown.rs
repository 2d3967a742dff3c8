//! What values show of themselves, and that there was something to look at.

use crate::entra::{emulator, secret};
use webpubsub_hyper::entra::{ClientAssertion, SCOPE, TokenRequest};
use webpubsub_hyper::operations::{GenerateClientToken, Operation, PreparedRequest};
use webpubsub_hyper::{
    AccessKey, BearerToken, CallOptions, ClientAccess, ConnectionString, Credential, HyperTransport, Secret, Target,
    UnixTime, WebPubSubServiceClient,
};
use webpubsub_whole::{MARK, Watch, options};

#[tokio::test]
async fn no_value_shows_a_secret() {
    let watch = Watch::begin();
    let emulator = emulator().await;
    let key = AccessKey::new(emulator.access_key()).expect("a key");
    let token = BearerToken::new(format!("token-{MARK}")).expect("a token");
    let assertion = ClientAssertion::new("t", "a", || Ok(MARK.into())).expect("a credential");
    let parsed = emulator.connection_string().parse::<ConnectionString>().expect("a connection string");
    let gateway = CallOptions::new().header("x-api-key", MARK).logging(true);
    let target = Target::new("https://contoso.webpubsub.azure.com", "chat").expect("a target");
    let client =
        WebPubSubServiceClient::new(emulator.endpoint(), "chat", key.clone()).expect("a client").with_options(gateway);
    let access = client.client_access_token(&ClientAccess::new()).await.expect("a token");
    let generate = GenerateClientToken::new(ClientAccess::new());
    let prepared = generate.prepare(&target, &token.clone().into(), UnixTime::from_secs(0)).expect("a request");
    let request = http(&prepared);
    let entra = WebPubSubServiceClient::new(emulator.endpoint(), "chat", secret(&emulator)).expect("a client");
    let entra = entra.with_options(options());
    let generated = entra.call_detailed(&generate).await.expect("a token");
    let form = secret(&emulator).token_request(TokenRequest::new(SCOPE)).expect("a request");
    let transport = HyperTransport::default();
    let values: [&dyn std::fmt::Debug; 15] = [
        &key,
        &token,
        &assertion,
        &secret(&emulator),
        &parsed,
        &client,
        &entra,
        &access,
        &prepared,
        &request,
        &generated.output,
        &Credential::from(key.clone()),
        &Secret::new(MARK.to_owned()),
        &transport,
        &emulator,
    ];
    for value in values {
        watch.debug(value);
    }
    // What is sent holds the secret; what is shown of it must not.
    assert!(form.body().windows(MARK.len()).any(|part| part == MARK.as_bytes()));
    watch.debug(&form);
}

fn http(prepared: &PreparedRequest) -> impl std::fmt::Debug + use<> {
    http::Request::try_from(prepared.clone()).expect("a request").map(|body| body.len())
}

#[tokio::test]
async fn every_call_tells_something() {
    let watch = Watch::begin();
    let (_emulator, client) = webpubsub_whole::service().await;
    let before = watch.seen();
    client.user_exists("ann").await.expect("a response");
    assert!(watch.seen() >= before + 3, "a span, a request and a response");
}
