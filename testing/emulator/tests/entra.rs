//! The emulator's own Entra ID, as callers without a library see it.

mod common;

use common::{Caller, Response};
use serde_json::{Value, json};
use webpubsub_emulator::{Emulator, EntraApplication};

const FORM: &str = "grant_type=client_credentials&client_id=my-app&scope=https%3A%2F%2Fwebpubsub.azure.com%2F.default";
const SEND: &str = "/api/hubs/chat/:send";

async fn start() -> (Emulator, Caller) {
    let application = EntraApplication::new("contoso.example", "my-app", "hush").assertion("vouched");
    let emulator = Emulator::builder().entra(application).start().await.expect("started");
    let caller = Caller::new(&emulator);
    (emulator, caller)
}

async fn request_token(caller: &Caller, tenant: &str, form: &str) -> Response {
    let url = format!("{}/{tenant}/oauth2/v2.0/token", caller.endpoint);
    let headers = [("content-type", "application/x-www-form-urlencoded")];
    caller.raw("POST", &url, &headers, form.to_owned()).await
}

async fn token(caller: &Caller, more: &str) -> String {
    let response = request_token(caller, "contoso.example", &format!("{FORM}&client_secret=hush{more}")).await;
    response.json()["access_token"].as_str().expect("a token").to_owned()
}

async fn send(caller: &Caller, token: &str) -> Response {
    let bearer = format!("Bearer {token}");
    let headers = [("authorization", &*bearer), ("content-type", "text/plain")];
    caller.raw("POST", &format!("{}{SEND}", caller.endpoint), &headers, "x").await
}

#[tokio::test]
async fn tokens_are_issued_and_requests_rejected() {
    let (emulator, caller) = start().await;
    let jwt = "&client_assertion_type=urn%3Aietf%3Aparams%3Aoauth%3Aclient-assertion-type%3Ajwt-bearer";
    for good in ["&client_secret=hush".to_owned(), format!("{jwt}&client_assertion=vouched")] {
        let response = request_token(&caller, "CONTOSO.example", &format!("{FORM}{good}")).await;
        let body = response.json();
        assert_eq!((response.status, &body["token_type"], &body["expires_in"]), (200, &json!("Bearer"), &json!(3599)));
        assert_eq!(response.header("cache-control"), Some("no-store, no-cache"));
        assert_eq!(send(&caller, body["access_token"].as_str().expect("a token")).await.status, 202);
    }
    for (tenant, form, status, error, number) in [
        ("else.example", format!("{FORM}&client_secret=hush"), 400, "invalid_request", 90002),
        ("contoso.example", format!("{FORM}&client_secret=no"), 401, "invalid_client", 7_000_215),
        ("contoso.example", FORM.to_owned(), 401, "invalid_client", 7_000_218),
        ("contoso.example", format!("{FORM}{jwt}&client_assertion=x"), 401, "invalid_client", 700_027),
        (
            "contoso.example",
            format!("{FORM}&client_secret=hush").replace("my-", ""),
            400,
            "unauthorized_client",
            700_016,
        ),
        ("contoso.example", format!("{FORM}&client_secret=hush").replace("azure", "x"), 400, "invalid_scope", 70011),
        ("contoso.example", String::new(), 400, "unsupported_grant_type", 70003),
    ] {
        let response = request_token(&caller, tenant, &form).await;
        let body = response.json();
        assert_eq!((response.status, &body["error"]), (status, &json!(error)), "{tenant} {form}");
        assert_eq!(body["error_codes"], json!([number]));
        let text = body["error_description"].as_str().expect("text");
        assert!(text.starts_with(&format!("AADSTS{number}: ")) && !text.contains("hush"), "{text}");
    }
    assert_eq!(emulator.entra_token_requests(), 9);
    assert_eq!(caller.raw("GET", &format!("{}/t/oauth2/v2.0/token", caller.endpoint), &[], "").await.status, 405);
    let without = Emulator::start().await.expect("started");
    assert_eq!(request_token(&Caller::new(&without), "contoso.example", FORM).await.status, 404);
}

#[tokio::test]
async fn tokens_expire_and_are_revoked() {
    let (emulator, caller) = start().await;
    let first = token(&caller, "").await;
    emulator.set_clock_ahead(3599 + 200);
    assert_eq!(send(&caller, &first).await.status, 202, "5 minutes of skew");
    emulator.set_clock_ahead(3599 + 300);
    assert_eq!(send(&caller, &first).await.status, 401);
    emulator.set_clock_ahead(0);
    emulator.revoke_entra_tokens();
    assert_eq!(send(&caller, &first).await.status, 401);
    assert_eq!(send(&caller, &token(&caller, "").await).await.status, 202);
    let (_other, elsewhere) = start().await;
    assert_eq!(send(&elsewhere, &first).await.status, 401, "another emulator has another key");
}

#[tokio::test]
async fn claims_are_demanded() {
    let (emulator, caller) = start().await;
    emulator.demand_claims(Some(r#"{"a":1}"#));
    let response = send(&caller, &token(&caller, "").await).await;
    let challenge = response.header("www-authenticate").expect("a challenge").to_owned();
    assert_eq!(response.status, 401);
    assert!(challenge.contains(r#"error="insufficient_claims", claims="eyJhIjoxfQ==""#), "{challenge}");
    assert_eq!(send(&caller, &token(&caller, "&claims=%7B%22a%22%3A1%7D").await).await.status, 202);
    assert_eq!(caller.send(SEND, "x").await, 202, "a key has no claims");
}

#[tokio::test]
async fn client_tokens_of_each_kind() {
    let (_emulator, caller) = start().await;
    let bearer = format!("Bearer {}", token(&caller, "").await);
    for (kind, path) in [("Default", "client"), ("MQTT", "clients/mqtt"), ("SocketIO", "clients/socketio")] {
        let url = format!("{}/api/hubs/chat/:generateToken?clientType={kind}", caller.endpoint);
        let body = caller.raw("POST", &url, &[("authorization", &bearer)], "").await.json();
        let claims: Value = common::claims(body["token"].as_str().expect("a token"));
        assert_eq!(claims["aud"], format!("{}/{path}/hubs/chat", caller.endpoint));
    }
}
