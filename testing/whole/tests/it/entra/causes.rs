//! What goes wrong with tokens, and what the caller sees of it.

use super::{CLIENT_ID, SECRET, TENANT, client, emulator, secret};
use webpubsub_emulator::Emulator;
use webpubsub_hyper::entra::{ClientAssertion, ClientSecret};
use webpubsub_hyper::{
    AccessKey, BearerToken, Credential, Error, ErrorKind, Message, RetryPolicy, WebPubSubServiceClient,
};
use webpubsub_whole::{Watch, options};

/// What a caller can tell apart.
#[derive(Debug, PartialEq)]
struct Seen {
    /// The service's status, or the authority's code.
    status: Option<u16>,
    code: Option<String>,
    /// `is_auth`: mending the credential helps, trying again does not.
    auth: bool,
    /// Requests that reached the service.
    attempts: u32,
    words: &'static str,
}

async fn send(client: &WebPubSubServiceClient) -> Result<(), Error> {
    client.with_options(options().retry(RetryPolicy::never())).send_to_all(Message::text("x")).await
}

async fn assert_seen(watch: &Watch, cause: &str, client: &WebPubSubServiceClient, seen: Seen) {
    let error = send(client).await.expect_err(cause);
    watch.error(&error);
    let code = match error.kind() {
        ErrorKind::Credential(error) => error.code().map(str::to_owned),
        _ => None,
    };
    let text = error.to_string();
    assert!(text.contains(seen.words), "{cause}: {text}");
    let (status, auth, attempts) = (error.status(), error.is_auth(), error.attempts());
    assert_eq!(Seen { status, code, auth, attempts, words: seen.words }, seen, "{cause}: {text}");
    assert!(!error.may_have_taken_effect(), "{cause}: nothing was accepted");
}

/// Rejected by the authority: nothing is sent to the service.
fn refused(code: &str, words: &'static str) -> Seen {
    Seen { status: None, code: Some(code.to_owned()), auth: true, attempts: 0, words }
}

/// Rejected by the service.
fn unauthorized() -> Seen {
    Seen { status: Some(401), code: None, auth: true, attempts: 1, words: "401 from 127.0.0.1" }
}

fn at(emulator: &Emulator, tenant: &str, client_id: &str, secret: &str) -> Credential {
    let credential = ClientSecret::new(tenant, client_id, secret).and_then(|one| one.authority(emulator.endpoint()));
    credential.expect("a credential").allow_http_on_loopback().into()
}

#[tokio::test]
async fn the_authority_rejects() {
    let watch = Watch::begin();
    let emulator = emulator().await;
    let assertion = ClientAssertion::new(TENANT, CLIENT_ID, || Ok("forged-hush-hush".into()));
    let assertion = assertion.and_then(|one| one.authority(emulator.endpoint())).expect("a credential");
    for (cause, credential, seen) in [
        ("wrong tenant", at(&emulator, "else.example", CLIENT_ID, SECRET), refused("invalid_request", "AADSTS90002")),
        ("wrong application", at(&emulator, TENANT, "else", SECRET), refused("unauthorized_client", "AADSTS700016")),
        (
            "wrong secret",
            at(&emulator, TENANT, CLIENT_ID, "else-hush-hush"),
            refused("invalid_client", "AADSTS7000215"),
        ),
        ("wrong assertion", assertion.allow_http_on_loopback().into(), refused("invalid_client", "AADSTS700027")),
    ] {
        assert_seen(&watch, cause, &client(&emulator, credential), seen).await;
    }
}

#[tokio::test]
async fn the_authority_cannot_be_reached() {
    let watch = Watch::begin();
    let (emulator, gone) = (emulator().await, Emulator::start().await.expect("an emulator"));
    let down = secret(&emulator).authority(gone.endpoint()).expect("an authority");
    let without = secret(&emulator).authority(gone.endpoint()).expect("an authority");
    let unanswered = |words| Seen { status: None, code: None, auth: false, attempts: 0, words };
    assert_seen(&watch, "no such page", &client(&emulator, without), unanswered("404 from the token endpoint")).await;
    gone.stop().await;
    assert_seen(&watch, "down", &client(&emulator, down), unanswered("no response from 127.0.0.1")).await;
}

#[tokio::test]
async fn the_service_rejects_a_token() {
    let watch = Watch::begin();
    let emulator = emulator().await;
    let replaced = client(&emulator, secret(&emulator));
    send(&replaced).await.expect("good at first");
    // The call that meets a rejected token fetches another one.
    emulator.set_clock_ahead(3599 + 300);
    send(&replaced).await.expect("expired by the service's clock, and replaced");
    assert_eq!(emulator.entra_token_requests(), 2);
    emulator.set_clock_ahead(0);
    let replaced = client(&emulator, secret(&emulator));
    send(&replaced).await.expect("good again");
    emulator.revoke_entra_tokens();
    send(&replaced).await.expect("revoked, and replaced");
    assert_eq!(emulator.entra_token_requests(), 4);
    // A fixed token has no replacement.
    let fixed = BearerToken::new("fixed-hush-hush").expect("a token").allow_http_on_loopback();
    assert_seen(&watch, "not a token of this authority", &client(&emulator, fixed), unauthorized()).await;
    assert_eq!(emulator.entra_token_requests(), 4);
}

/// Tokens of Entra ID are dated by its clock, those of a key by the caller's.
#[tokio::test]
async fn clocks_are_off_by_ten_minutes() {
    let watch = Watch::begin();
    let emulator = emulator().await;
    let key = || AccessKey::new(emulator.access_key()).expect("a key");
    emulator.set_clock_ahead(600);
    assert_seen(&watch, "a caller ten minutes behind, with a key", &client(&emulator, key()), unauthorized()).await;
    send(&client(&emulator, secret(&emulator))).await.expect("with Entra ID it does not matter");
    emulator.set_clock_ahead(-600);
    send(&client(&emulator, key())).await.expect("ahead, with a key: there is no start time in its tokens");
    send(&client(&emulator, secret(&emulator))).await.expect("with Entra ID it does not matter");
}

#[tokio::test]
async fn without_leave_nothing_goes_over_plain_http() {
    let _watch = Watch::begin();
    let emulator = emulator().await;
    let careful = ClientSecret::new(TENANT, CLIENT_ID, SECRET).and_then(|one| one.authority(emulator.endpoint()));
    let client = client(&emulator, careful.expect("a credential"));
    let error = send(&client).await.expect_err("refused");
    let ErrorKind::Build(refused) = error.kind() else { panic!("{error}") };
    assert_eq!((refused.field(), emulator.entra_token_requests()), ("credential", 0));
}
