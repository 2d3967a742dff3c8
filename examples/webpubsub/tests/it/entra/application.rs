//! Applications: a client secret, or an assertion of the platform.

use super::{ASSERTION, CLIENT, Entra, SECRET, TENANT};
use crate::support::{Running, feed, run};
use serde_json::{Value, json};

#[tokio::test]
async fn each_kind_signs_in() {
    let entra = Entra::start().await;
    for auth in ["client-secret", "workload-identity"] {
        assert_eq!(entra.run(auth, &["send-to-all", "--text", "hi"]).await.ok(), "", "{auth}");
        let asked = entra.run(auth, &["user-exists", "ann"]).await;
        assert_eq!((asked.code, &*asked.stdout), (1, "false\n"), "{auth}");
        assert_eq!(entra.run(auth, &["request", "GET", "/api/hubs/chat/nowhere"]).await.code, 1, "{auth}");
    }
    assert_eq!(entra.token_requests(), 6, "one for each run");
    entra.run("client-secret", &["health"]).await.ok();
    assert_eq!(entra.token_requests(), 6, "none for a request without authorization");
}

#[tokio::test]
async fn the_variable_does_the_same() {
    let entra = Entra::start().await;
    let mut tool = entra.machine(&["send-to-all", "--text", "hi"]);
    tool.env("WEBPUBSUB_AUTH", "client-secret").env("WEBPUBSUB_ENDPOINT", entra.https());
    run(tool).await.ok();
    assert_eq!(entra.token_requests(), 1);
}

/// Those of the clouds are accepted, and no other.
#[tokio::test]
async fn the_scope_is_that_of_the_option() {
    let entra = Entra::start().await;
    for cloud in ["com", "cn", "us"] {
        let scope = format!("https://webpubsub.azure.{cloud}/.default");
        for auth in ["client-secret", "workload-identity"] {
            entra.run(auth, &["send-to-all", "--text", "hi", "--scope", &scope]).await.ok();
        }
    }
    let other = ["send-to-all", "--text", "hi", "--scope", "https://vault.azure.net/.default"];
    entra.run("client-secret", &other).await.fails(1, "The scope 'https://vault.azure.net/.default' is not valid");
    let sent = entra.token_requests();
    for invalid in ["", "a b", "a\n"] {
        let arguments = ["send-to-all", "--text", "hi", "--scope", invalid];
        entra.run("client-secret", &arguments).await.fails(2, "token scope: must be visible ASCII characters");
    }
    assert_eq!(entra.token_requests(), sent);
}

#[tokio::test]
async fn the_service_makes_client_access_tokens() {
    let entra = Entra::start().await;
    let made = entra.run("client-secret", &["token", "--user", "ann", "-ojson"]).await.ok();
    let made: Value = serde_json::from_str(&made).expect("JSON");
    let base = made["baseUrl"].as_str().expect("text");
    assert_eq!(base, format!("{}/client/hubs/chat", entra.https().replace("https", "wss")));
    assert_eq!(made["token"].as_str().expect("text").split('.').count(), 3);
    assert_eq!(entra.token_requests(), 1);
}

#[tokio::test]
async fn watch_connects_with_such_a_token() {
    let entra = Entra::start().await;
    let arguments = ["watch", "--user", "ann", "--client", "simple", "--count", "1"];
    let mut watch = Running::start(entra.tool("workload-identity", &arguments));
    assert_eq!(watch.notice().await, "webpubsub: connected");
    entra.run("client-secret", &["send-to-user", "ann", "--text", "hi"]).await.ok();
    assert!(watch.line().await.contains("hi"));
    assert_eq!(watch.code().await, 0);
}

#[tokio::test]
async fn a_batch_signs_in_once() {
    let entra = Entra::start().await;
    let exists = |client: Value| json!({"op": "user_exists", "args": {"user_id": "ann"}, "client": client}).to_string();
    let calls = [
        exists(json!({})),
        exists(json!({"hub": "news"})),
        exists(json!({"kind": "aad"})),
        json!({"op": "get_client_access_token", "args": {}}).to_string(),
    ];
    let output = feed(entra.tool("client-secret", &["batch"]), calls.join("\n").as_bytes()).await.ok();
    let results = crate::batch::results(&output);
    assert_eq!(results[..3], [(); 3].map(|()| json!({"returned": false})));
    assert!(results[3]["returned"]["token"].is_string(), "{output}");
    assert_eq!(entra.token_requests(), 1);
}

#[tokio::test]
async fn a_batch_line_sends_the_token_to_no_other_place() {
    let entra = Entra::start().await;
    for place in ["endpoint", "reverse_proxy_endpoint"] {
        let call = json!({"op": "user_exists", "args": {"user_id": "ann"}, "client": {place: "https://127.0.0.1:9"}});
        let ran = feed(entra.tool("client-secret", &["batch"]), call.to_string().as_bytes()).await;
        assert!(ran.code == 2 && ran.stdout.contains("bearer token: is missing"), "{ran:?}");
    }
    assert_eq!(entra.token_requests(), 0);
}

/// As `AZURE_CLIENT_SECRET="$(cat secret.txt; echo)"` leaves it, or a file that is mounted as the environment.
#[tokio::test]
async fn line_ends_around_variables_do_not_count() {
    let entra = Entra::start().await;
    let variables = [
        ("AZURE_CLIENT_SECRET", SECRET),
        ("AZURE_CLIENT_ID", CLIENT),
        ("AZURE_TENANT_ID", TENANT),
        ("AZURE_AUTHORITY_HOST", entra.https()),
        ("WEBPUBSUB_ENDPOINT", entra.https()),
        ("WEBPUBSUB_HUB", "chat"),
        ("WEBPUBSUB_AUTH", "client-secret"),
    ];
    for end in ["\n", "\r\n"] {
        let mut tool = entra.machine(&["send-to-all", "--text", "hi"]);
        for (name, value) in variables {
            tool.env(name, format!("{value}{end}"));
        }
        run(tool).await.ok();
        let mut tool = entra.machine(&["send-to-all", "--text", "hi"]);
        tool.env("WEBPUBSUB_ENDPOINT", entra.https());
        tool.env("WEBPUBSUB_ACCESS_KEY", format!("{}{end}", entra.emulator.access_key()));
        run(tool).await.ok();
    }
    // What else is around them is a mistake, and said to be one.
    for (auth, name, field) in [
        ("client-secret", "AZURE_CLIENT_SECRET", "client secret"),
        ("client-secret", "AZURE_TENANT_ID", "tenant"),
        ("workload-identity", "AZURE_CLIENT_ID", "client id"),
        ("managed-identity", "AZURE_CLIENT_ID", "client id"),
    ] {
        for value in ["HUSH ", "\"HUSH\"", "'HUSH'\r\n", "\u{feff}HUSH", "HUSH\u{a0}"] {
            let mut tool = entra.tool(auth, &["send-to-all", "--text", "hi"]);
            tool.env(name, value);
            let ran = run(tool).await;
            ran.fails(2, &format!("{field}: must "));
            assert!(!ran.stderr.contains("HUSH"), "{ran:?}");
        }
    }
    assert_eq!(entra.token_requests(), 2);
}

/// The platform renews the file: it is read for each token, not once.
#[tokio::test]
async fn an_assertion_is_read_when_it_is_needed() {
    let entra = Entra::start().await;
    let file = entra.folder.join("assertion");
    std::fs::write(&file, "HUSH-too-old").expect("written");
    let mut running = Running::start(entra.tool("workload-identity", &["batch"]));
    let call = r#"{"op": "user_exists", "args": {"user_id": "ann"}}"#;
    running.write(call).await;
    assert!(running.line().await.contains("invalid_client"));
    // As PowerShell writes it.
    std::fs::write(&file, format!("\u{feff}{ASSERTION}\r\n")).expect("written");
    running.write(call).await;
    assert!(running.line().await.contains("assertion: must not begin or end with"));
    std::fs::write(&file, format!("{ASSERTION}\n")).expect("written");
    running.write(call).await;
    assert_eq!(running.line().await, r#"{"line":3,"returned":false}"#);
    assert_eq!(running.code().await, 3, "of the second line, for which no token was requested");
}
