//! The hint under an error of any command: the sentence of `doctor`.

use crate::support::{Fake, Service, bare, feed, run};
use serde_json::Value;
use tokio::process::Command;

const KEY: &str = "HUSHHUSHHUSHHUSHHUSHHUSHHUSHHUSHHUSHHUSH";

fn tool(endpoint: &str, arguments: &[&str]) -> Command {
    let mut tool = bare(arguments);
    tool.env("WEBPUBSUB_CONNECTION_STRING", format!("Endpoint={endpoint};AccessKey={KEY}"))
        .env("WEBPUBSUB_HUB", "chat");
    tool
}

#[tokio::test]
async fn it_is_the_advice_of_doctor() {
    let service = Service::start().await;
    let plain = format!("https://{}", service.emulator.address());
    for endpoint in [service.emulator.endpoint(), "http://127.0.0.1:9", "https://contoso.invalid", &plain] {
        let found: Value =
            serde_json::from_str(&run(tool(endpoint, &["doctor", "-o", "json"])).await.stdout).expect("JSON");
        let advice = found["advice"].as_str().expect("a sentence");
        for arguments in [
            &["send", "hi", "--to-all", "--retry", "never"][..],
            &["user-exists", "ann", "--retry", "never"],
            &["list-connections", "lobby", "--retry", "never"],
            &["watch"],
        ] {
            let ran = run(tool(endpoint, arguments)).await;
            assert!(
                ran.stderr.ends_with(&format!("\nwebpubsub: hint: {advice}\n")),
                "{arguments:?} {endpoint}: {ran:?}"
            );
            let json = run(tool(endpoint, &[arguments, &["-o", "json"]].concat())).await;
            let raised = &serde_json::from_str::<Value>(&json.stderr).expect("JSON")["raised"];
            assert_eq!(raised["hint"], advice, "{arguments:?}");
        }
    }
}

#[tokio::test]
async fn a_page_of_a_firewall() {
    let page = "<html><body>Blocked by Contoso</body></html>";
    let firewall = Fake::start(move |_| ("403", "content-type: text/html\r\n".into(), page)).await;
    let ran = run(tool(&firewall.endpoint(), &["send", "hi", "--to-all"])).await;
    ran.fails(1, "hint: A firewall or a proxy in between responded 403");
}

#[tokio::test]
async fn an_error_that_says_it_all_has_none() {
    let service = Service::start().await;
    for arguments in [&["send", "hi", "--to-group", ".."][..], &["add-connection-to-group", "lobby", "missing"]] {
        assert!(!service.run(arguments).await.stderr.contains("hint"), "{arguments:?}");
    }
    run(bare(&["health"])).await.fails(2, "hint: No resource is named");
    for output in ["text", "json"] {
        let sign_in = ["--auth", "client-secret", "--allow-http-on-loopback", "--retry", "never", "-o", output];
        let mut tool = bare(&[&["user-exists", "ann", "--hub", "chat"], &sign_in[..]].concat());
        tool.env("WEBPUBSUB_ENDPOINT", service.emulator.endpoint()).env("AZURE_AUTHORITY_HOST", "http://127.0.0.1:9");
        tool.env("AZURE_TENANT_ID", "contoso.com").env("AZURE_CLIENT_ID", "id").env("AZURE_CLIENT_SECRET", "HUSH");
        let ran = run(tool).await;
        ran.fails(3, "no response from 127.0.0.1:9");
        assert!(!ran.stderr.contains("hint"), "{ran:?}");
    }
}

/// Once, after the summary; a line with an endpoint or a credential of its own has none.
#[tokio::test]
async fn a_batch_has_that_of_its_first_failure() {
    let service = Service::start().await;
    let exists = |client: &str| format!("{{\"op\":\"user_exists\",\"args\":{{\"user_id\":\"ann\"}}{client}}}");
    let own = exists(r#","client":{"key":"another"}"#);
    for (lines, hints) in [([own.clone(), exists(""), exists("")], 1), ([own.clone(), own.clone(), own], 0)] {
        let input = lines.join("\n");
        let ran = feed(tool(service.emulator.endpoint(), &["batch"]), input.as_bytes()).await;
        ran.fails(1, "webpubsub: 0 done, 3 failed; first: line 1\n");
        assert_eq!(ran.stderr.matches("hint: The access key is not one of").count(), hints, "{ran:?}");
        let json = feed(tool(service.emulator.endpoint(), &["batch", "-o", "json"]), input.as_bytes()).await;
        let summary = &serde_json::from_str::<Value>(&json.stderr).expect("JSON")["summary"];
        assert_eq!((&summary["failed"], summary["hint"].is_string()), (&3.into(), hints == 1), "{json:?}");
    }
}
