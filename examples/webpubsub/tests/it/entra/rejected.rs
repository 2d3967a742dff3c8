//! `--auth` without success: rejected by the authority, or before any request.

use super::Entra;
use crate::support::run;
use serde_json::Value;

const SEND: [&str; 3] = ["send-to-all", "--text", "hi"];

#[tokio::test]
async fn a_wrong_secret_is_rejected() {
    let entra = Entra::start().await;
    for (arguments, code) in [(&SEND[..], 1), (&["user-exists", "ann"], 2), (&["watch"], 1), (&["token"], 1)] {
        let mut tool = entra.tool("client-secret", arguments);
        tool.env("AZURE_CLIENT_SECRET", "HUSH-wrong");
        let rejected = run(tool).await;
        rejected.fails(code, "401 from the token endpoint: invalid_client: AADSTS7000215");
        assert!(rejected.stdout.is_empty() && !rejected.stderr.contains("HUSH"), "{rejected:?}");
    }
    let mut tool = entra.tool("client-secret", &[&SEND[..], &["-ojson"]].concat());
    tool.env("AZURE_CLIENT_SECRET", "HUSH-wrong");
    let raised: Value = serde_json::from_str(&run(tool).await.stderr).expect("JSON");
    let raised = &raised["raised"];
    assert_eq!((&raised["type"], &raised["sent"]), (&"CredentialError".into(), &false.into()), "{raised}");
}

/// Each command with a name that is invalid: no token is requested for it.
#[tokio::test]
async fn invalid_names_need_no_token() {
    let entra = Entra::start().await;
    for arguments in [
        &["send-to-group", "..", "--text", "hi"][..],
        &["send", "hi", "--to-user", "."],
        &["user-exists", ".."],
        &["list-connections", ".."],
        &["token", "--group", ".."],
        &["watch", "--group", ".."],
        &["grant-permission", "sendToGroup", "..", "--group", "g"],
        &["add-connections-to-groups", ".."],
        &["request", "GET", "/api/.."],
        &["user-exists", "ann", "--hub", ".."],
    ] {
        let rejected = entra.run("client-secret", arguments).await;
        assert_eq!((rejected.code, &*rejected.stdout), (2, ""), "{arguments:?}: {rejected:?}");
    }
    assert_eq!(entra.token_requests(), 0);
    entra.run("client-secret", &["health"]).await.ok();
    assert_eq!(entra.token_requests(), 0, "health needs none");
}

#[tokio::test]
async fn a_claims_challenge_renews_a_token() {
    let entra = Entra::start().await;
    let token = entra.token().await;
    entra.emulator.demand_claims(Some("{}"));
    let file = entra.folder.join("token");
    std::fs::write(&file, token.token.expose()).expect("written");
    let mut tool = entra.machine(&SEND);
    tool.args(["--endpoint", entra.https(), "--bearer-token-file"]).arg(&file);
    run(tool).await.fails(1, "401");
    // With a sign-in there is a second token request, with the claims.
    entra.run("client-secret", &SEND).await.ok();
    assert_eq!(entra.token_requests(), 3);
}

#[tokio::test]
async fn missing_variables_are_named() {
    let entra = Entra::start().await;
    for (auth, needed) in [
        ("client-secret", ["AZURE_TENANT_ID", "AZURE_CLIENT_ID", "AZURE_CLIENT_SECRET"]),
        ("workload-identity", ["AZURE_TENANT_ID", "AZURE_CLIENT_ID", "AZURE_FEDERATED_TOKEN_FILE"]),
    ] {
        for name in needed {
            let mut without = entra.tool(auth, &SEND);
            without.env_remove(name);
            run(without).await.fails(2, &format!("credential: {auth} needs {name} in the environment"));
            let mut empty = entra.tool(auth, &SEND);
            empty.env(name, "");
            run(empty).await.fails(2, &format!("credential: {auth} needs {name} in the environment"));
        }
        let mut without = entra.tool(auth, &SEND);
        for name in needed {
            without.env_remove(name);
        }
        run(without).await.fails(2, &format!("{auth} needs {} in the environment", needed.join(" and ")));
    }
    let mut gone = entra.tool("workload-identity", &SEND);
    gone.env("AZURE_FEDERATED_TOKEN_FILE", entra.folder.join("gone"));
    run(gone).await.fails(2, "AZURE_FEDERATED_TOKEN_FILE: No such file");
    std::fs::write(entra.folder.join("assertion"), "\n").expect("written");
    entra.run("workload-identity", &SEND).await.fails(2, "AZURE_FEDERATED_TOKEN_FILE: the file is empty");
    assert_eq!(entra.token_requests(), 0);
}

#[tokio::test]
async fn unknown_kinds() {
    let entra = Entra::start().await;
    entra.run("fly", &SEND).await.fails(2, "possible values: client-secret, workload-identity, azure-cli");
    let mut tool = entra.machine(&SEND);
    // A secret in the wrong variable is not shown.
    tool.env("WEBPUBSUB_AUTH", "HUSH").env("WEBPUBSUB_ENDPOINT", entra.https());
    let all = "client-secret, workload-identity, azure-cli, azure-developer-cli, managed-identity, default";
    let rejected = run(tool).await;
    rejected.fails(2, &format!("WEBPUBSUB_AUTH must be one of {all}"));
    assert!(!rejected.stderr.contains("HUSH"), "{rejected:?}");
}

/// Tokens and secrets are sent over http to this machine only, and only if the option allows it.
#[tokio::test]
async fn http_needs_the_option() {
    let entra = Entra::start().await;
    let http = entra.emulator.endpoint();
    let at = |auth, endpoint: &str, authority: &str, allowed: bool| {
        let mut tool = entra.machine(&SEND);
        tool.args(["--auth", auth, "--endpoint", endpoint]).env("AZURE_AUTHORITY_HOST", authority);
        tool.args(allowed.then_some("--allow-http-on-loopback"));
        run(tool)
    };
    for auth in ["client-secret", "workload-identity"] {
        at(auth, http, entra.https(), false).await.fails(2, "its tokens are sent over https only");
        at(auth, entra.https(), http, false).await.fails(2, "the authority must be https");
        at(auth, entra.https(), "http://login.example", true).await.fails(2, "the authority must be https");
        at(auth, "http://contoso.example", entra.https(), true).await.fails(2, "its tokens are sent over https only");
    }
    for auth in ["azure-cli", "default"] {
        at(auth, http, entra.https(), true).await.fails(2, "its tokens are sent over https only");
    }
    assert_eq!(entra.token_requests(), 0);
    for auth in ["client-secret", "workload-identity"] {
        at(auth, http, http, true).await.ok();
    }
    assert_eq!(entra.token_requests(), 2);
}
