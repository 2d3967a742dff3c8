//! Credentials of `azure_identity`. Stand-ins for Azure's tools and the machine's identity return a token of the
//! emulator's application.

use super::Entra;
use crate::support::{Server, feed, run};
use serde_json::json;

/// A token, and when it expires.
async fn token(entra: &Entra) -> (String, u64) {
    let token = entra.token().await;
    (token.token.expose().to_owned(), token.expires_on.as_secs())
}

/// A tool of this name, which logs its calls and prints `output`.
#[cfg(unix)]
fn stand_in(entra: &Entra, name: &str, output: &str) {
    use std::os::unix::fs::PermissionsExt as _;
    let path = entra.folder.join(name);
    let script = format!("#!/bin/sh\necho \"$@\" >>'{}.calls'\nprintf '%s' '{output}'\n", path.display());
    std::fs::write(&path, script).expect("written");
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o755)).expect("executable");
}

#[cfg(unix)]
#[tokio::test]
async fn azure_cli_and_azure_developer_cli() {
    let entra = Entra::start().await;
    let (token, until) = token(&entra).await;
    stand_in(&entra, "az", &json!({"accessToken": token, "expires_on": until, "tokenType": "Bearer"}).to_string());
    stand_in(&entra, "azd", &json!({"token": token, "expiresOn": "2100-01-01T00:00:00Z"}).to_string());
    for (auth, tool) in [("azure-cli", "az"), ("azure-developer-cli", "azd")] {
        entra.run(auth, &["send-to-all", "--text", "hi"]).await.ok();
        entra.run(auth, &["token", "--print", "base-url"]).await.ok();
        let calls = std::fs::read_to_string(entra.folder.join(format!("{tool}.calls"))).expect("called");
        assert_eq!(calls.lines().count(), 2, "{calls}");
        assert!(calls.lines().all(|call| call.contains("https://webpubsub.azure.com/.default")), "{calls}");
    }
    assert_eq!(entra.token_requests(), 1, "only for the stand-ins' token");
}

#[cfg(unix)]
#[tokio::test]
async fn a_batch_calls_azure_cli_once() {
    let entra = Entra::start().await;
    let (token, until) = token(&entra).await;
    stand_in(&entra, "az", &json!({"accessToken": token, "expires_on": until, "tokenType": "Bearer"}).to_string());
    let call = r#"{"op": "user_exists", "args": {"user_id": "ann"}}"#;
    let output = feed(entra.tool("azure-cli", &["batch"]), [call; 3].join("\n").as_bytes()).await.ok();
    assert_eq!(crate::batch::results(&output), vec![json!({"returned": false}); 3]);
    let calls = std::fs::read_to_string(entra.folder.join("az.calls")).expect("called");
    assert_eq!(calls.lines().count(), 1, "{calls}");
}

#[cfg(unix)]
#[tokio::test]
async fn the_default_chain_uses_the_first_that_works() {
    let entra = Entra::start().await;
    let (token, until) = token(&entra).await;
    stand_in(&entra, "az", &json!({"accessToken": token, "expires_on": until, "tokenType": "Bearer"}).to_string());
    let calls = entra.folder.join("az.calls");
    // The secret, then the assertion, then Azure CLI.
    for (without, token_requests) in [(&[][..], 2), (&["AZURE_CLIENT_SECRET"], 3), (&["AZURE_CLIENT_ID"], 3)] {
        assert!(!calls.exists(), "{without:?}");
        let mut tool = entra.tool("default", &["send-to-all", "--text", "hi"]);
        for name in without {
            tool.env_remove(name);
        }
        run(tool).await.ok();
        assert_eq!(entra.token_requests(), token_requests, "{without:?}");
    }
    assert!(calls.exists());
}

/// With the endpoint of App Service.
#[tokio::test]
async fn managed_identity() {
    let entra = Entra::start().await;
    let (token, until) = token(&entra).await;
    let resource = "https://webpubsub.azure.com";
    let response =
        json!({"access_token": token, "expires_on": until.to_string(), "token_type": "Bearer", "resource": resource});
    let response = response.to_string();
    let machine = Server::start(&[(200, &*response), (200, &*response)]).await;
    for assigned in [true, false] {
        let mut tool = entra.tool("managed-identity", &["send-to-all", "--text", "hi"]);
        tool.env("IDENTITY_ENDPOINT", format!("{}/msi/token", machine.endpoint)).env("IDENTITY_HEADER", "HUSH");
        if !assigned {
            tool.env_remove("AZURE_CLIENT_ID");
        }
        run(tool).await.ok();
    }
    let heads = machine.heads().await;
    assert!(heads.iter().all(|head| head.starts_with("get /msi/token?") && head.contains("webpubsub.azure.com")));
    assert_eq!([0, 1].map(|head: usize| heads[head].contains("client_id=my-app")), [true, false], "{heads:?}");
}

/// As those of `azure_identity` are.
#[tokio::test]
async fn an_error_of_several_lines_is_shown_in_one() {
    let entra = Entra::start().await;
    let machine = Server::start(&[(200, "{}"); 3]).await;
    for arguments in [&["send-to-all", "--text", "hi"][..], &["doctor", "-o", "text"], &["doctor", "-o", "json"]] {
        let mut tool = entra.tool("managed-identity", arguments);
        tool.env("IDENTITY_ENDPOINT", format!("{}/msi/token", machine.endpoint)).env("IDENTITY_HEADER", "HUSH");
        let ran = run(tool).await;
        let shown = format!("{}{}", ran.stdout, ran.stderr);
        assert!(shown.contains(". To troubleshoot") && !shown.contains("\\n"), "{ran:?}");
    }
}

/// What a single credential takes from the environment, the chain takes as well; line ends do not count.
#[cfg(unix)]
#[tokio::test]
async fn the_default_chain_has_the_settings_of_its_credentials() {
    let entra = Entra::start().await;
    let (token, until) = token(&entra).await;
    let response =
        json!({"access_token": token, "expires_on": until.to_string(), "token_type": "Bearer", "resource": "r"});
    let response = response.to_string();
    let machine = Server::start(&[(200, &*response); 3]).await;
    let send = ["send-to-all", "--text", "hi"];
    for selected in ["", "prod", "ManagedIdentityCredential\n"] {
        let mut tool = entra.tool("default", &send);
        tool.env("IDENTITY_ENDPOINT", format!("{}/msi/token", machine.endpoint)).env("IDENTITY_HEADER", "HUSH");
        tool.env("AZURE_TOKEN_CREDENTIALS", selected).env("AZURE_CLIENT_ID", "my-app\n");
        tool.env_remove("AZURE_CLIENT_SECRET").env_remove("AZURE_FEDERATED_TOKEN_FILE");
        run(tool).await.ok();
    }
    let heads = machine.heads().await;
    assert!(heads.iter().all(|head| head.contains("client_id=my-app http")), "{heads:?}");
    assert_eq!(entra.token_requests(), 1, "that of this test");
    // The authority and the application, for a secret and for an assertion.
    std::fs::write(entra.folder.join("assertion"), format!("{}\n", super::ASSERTION)).expect("written");
    for (selected, without) in [
        ("EnvironmentCredential", "AZURE_FEDERATED_TOKEN_FILE"),
        ("WorkloadIdentityCredential", "AZURE_CLIENT_SECRET"),
        ("prod", "AZURE_FEDERATED_TOKEN_FILE"),
        ("prod", "AZURE_CLIENT_SECRET"),
    ] {
        let mut tool = entra.tool("default", &send);
        tool.env("AZURE_TOKEN_CREDENTIALS", selected).env("AZURE_AUTHORITY_HOST", format!("{}\n", entra.https()));
        tool.env("AZURE_TENANT_ID", format!("{}\r\n", super::TENANT));
        tool.env("AZURE_CLIENT_ID", format!("{}\n", super::CLIENT));
        tool.env("AZURE_CLIENT_SECRET", format!("{}\n", super::SECRET)).env_remove(without);
        run(tool).await.ok();
    }
    assert_eq!(entra.token_requests(), 5);
    // Neither a padded secret nor an assertion after a byte order mark is sent.
    std::fs::write(entra.folder.join("assertion"), format!("\u{feff}{}", super::ASSERTION)).expect("written");
    let mut tool = entra.tool("default", &send);
    tool.env("AZURE_CLIENT_SECRET", format!("\"{}\"", super::SECRET));
    let padded = run(tool).await;
    padded.fails(3, "environment: client secret: must not begin or end with");
    padded.fails(3, "AZURE_FEDERATED_TOKEN_FILE must be visible ASCII characters");
    assert_eq!(entra.token_requests(), 5);
}

#[cfg(unix)]
#[tokio::test]
async fn the_default_chain_tries_what_is_selected() {
    let entra = Entra::start().await;
    let (token, until) = token(&entra).await;
    stand_in(&entra, "az", &json!({"accessToken": token, "expires_on": until, "tokenType": "Bearer"}).to_string());
    let with = |selected: &str| {
        let mut tool = entra.tool("default", &["send-to-all", "--text", "hi"]);
        tool.env("AZURE_TOKEN_CREDENTIALS", selected);
        tool
    };
    for selected in ["dev", "Dev\n", " DEV ", "AzureCliCredential", "azureclicredential"] {
        run(with(selected)).await.ok();
    }
    assert_eq!(entra.token_requests(), 1, "the secret is not tried");
    let developer = run(with("AzureDeveloperCliCredential")).await;
    developer.fails(3, "of the chain (AZURE_TOKEN_CREDENTIALS=AzureDeveloperCliCredential) returned a token");
    assert!(!developer.stderr.contains("Azure CLI:"), "{developer:?}");
    for unknown in ["production", "az", "dev,prod", "'dev'", "AzurePowerShellCredential"] {
        run(with(unknown))
            .await
            .fails(2, "AZURE_TOKEN_CREDENTIALS: must be dev, prod or one of EnvironmentCredential, ");
    }
}

#[tokio::test]
async fn without_a_token_nothing_is_sent() {
    let entra = Entra::start().await;
    let mut none = entra.tool("default", &["send-to-all", "--text", "hi"]);
    none.env_remove("AZURE_CLIENT_ID");
    let none = run(none).await;
    for name in
        ["environment: AZURE_", "; workload identity: ", "; managed identity: ", "; Azure CLI: ", "az not found"]
    {
        none.fails(3, name);
    }
    entra.run("azure-cli", &["send-to-all", "--text", "hi"]).await.fails(3, "az not found on PATH");
    let json = entra.run("azure-developer-cli", &["send-to-all", "--text", "hi", "-ojson"]).await;
    json.fails(3, "azd not found on PATH");
    assert!(json.stderr.contains(r#""sent":false"#) && json.stderr.contains("CredentialError"), "{json:?}");
}
