//! Client access tokens, and bearer tokens in place of a key.

use crate::support::{Service, bare, run};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Value, json};
use tokio_tungstenite::connect_async;
use webpubsub_emulator::Emulator;

fn claims(token: &str) -> Value {
    let payload = token.split('.').nth(1).expect("a payload");
    serde_json::from_slice(&URL_SAFE_NO_PAD.decode(payload).expect("base64")).expect("JSON")
}

/// A token in the form of Entra's, with an invalid signature.
fn entra_token() -> String {
    let part = |value: Value| URL_SAFE_NO_PAD.encode(value.to_string());
    let payload = part(json!({"aud": "https://webpubsub.azure.com", "exp": 4_000_000_000_u64}));
    format!("{}.{payload}.c2lnbmF0dXJl", part(json!({"alg": "RS256", "typ": "JWT"})))
}

#[tokio::test]
async fn the_url_connects() {
    let service = Service::start().await;
    let url = service.run(&["token", "--user", "ann"]).await.ok();
    let _socket = connect_async(url.trim_end()).await.expect("connected");
    assert_eq!(service.run(&["user-exists", "ann"]).await.code, 0);
}

#[tokio::test]
async fn every_option_of_a_token() {
    let service = Service::start().await;
    let arguments = ["token", "--user", "ann", "--role", "webpubsub.sendToGroup", "--group", "a", "--group", "b"];
    let json = service.run(&[&arguments[..], &["--minutes", "5", "-ojson"]].concat()).await.ok();
    let made: Value = serde_json::from_str(&json).expect("JSON");
    let (base, token) = (made["baseUrl"].as_str().expect("text"), made["token"].as_str().expect("text"));
    assert_eq!(made["url"], format!("{base}?access_token={token}"));
    let claims = claims(token);
    assert_eq!(claims["sub"], "ann");
    assert_eq!(claims["role"], json!(["webpubsub.sendToGroup"]));
    assert_eq!(claims["webpubsub.group"], json!(["a", "b"]));
    assert_eq!(claims["exp"].as_u64().expect("exp") - claims["iat"].as_u64().expect("iat"), 300);

    let base = service.run(&["token", "--protocol", "mqtt", "--print", "base-url"]).await.ok();
    assert!(base.starts_with("ws://") && base.ends_with("/clients/mqtt/hubs/chat\n"), "{base}");
    assert_eq!(service.run(&["token", "--print", "token"]).await.ok().split('.').count(), 3);
}

#[tokio::test]
async fn with_a_bearer_token_the_service_makes_the_token() {
    let emulator = Emulator::builder().allow_unvalidated_entra_tokens(true).start().await.expect("starts");
    let tool = |arguments: &[&str]| {
        let mut command = bare(arguments);
        command.args(["--endpoint", emulator.endpoint(), "--hub", "chat"]);
        command.env("WEBPUBSUB_BEARER_TOKEN", entra_token());
        command
    };
    let url = run(tool(&["token", "--user", "ann", "--allow-http-on-loopback"])).await.ok();
    let _socket = connect_async(url.trim_end()).await.expect("connected");
    run(tool(&["token"])).await.fails(2, "https only");

    let file = std::env::temp_dir().join(format!("webpubsub-token-{}", std::process::id()));
    std::fs::write(&file, format!("{}\n", entra_token())).expect("written");
    let path = file.to_str().expect("text");
    let asked = ["user-exists", "ann", "--bearer-token-file", path, "--allow-http-on-loopback"];
    let mut command = bare(&asked);
    command.args(["--endpoint", emulator.endpoint(), "--hub", "chat"]);
    assert_eq!(run(command).await.ok(), "true\n");
    std::fs::remove_file(&file).expect("removed");
}
