//! Which credential is used if several are available.

use super::Entra;
use crate::support::run;

const SEND: [&str; 3] = ["send-to-all", "--text", "hi"];
const ELSEWHERE: &str = "Endpoint=https://127.0.0.1:9;AccessKey=HUSH";

#[tokio::test]
async fn two_credentials_on_the_command_line_are_wrong_use() {
    let entra = Entra::start().await;
    for (one, value) in
        [("--access-key", "HUSH"), ("--connection-string", ELSEWHERE), ("--bearer-token-file", "/nowhere")]
    {
        let two = ["--auth", "client-secret", one, value];
        for arguments in
            [[&SEND[..], &two].concat(), [&two, &SEND[..]].concat(), [&two[..2], &SEND, &two[2..]].concat()]
        {
            let ran = run(entra.machine(&arguments)).await;
            ran.fails(2, &format!("{one}: cannot be used with --auth"));
        }
    }
    assert_eq!(entra.token_requests(), 0);
}

#[tokio::test]
async fn the_argument_ignores_keys_and_tokens_of_the_environment() {
    let entra = Entra::start().await;
    let mut tool = entra.tool("client-secret", &SEND);
    tool.env("WEBPUBSUB_ACCESS_KEY", "HUSH").env("WEBPUBSUB_BEARER_TOKEN", "HUSH");
    tool.env("WEBPUBSUB_CONNECTION_STRING", ELSEWHERE);
    run(tool).await.ok();
    assert_eq!(entra.token_requests(), 1);
}

#[tokio::test]
async fn only_the_endpoint_of_a_connection_string_in_the_environment_is_used() {
    let entra = Entra::start().await;
    for argument in [true, false] {
        let mut tool = entra.machine(&SEND);
        tool.env("WEBPUBSUB_CONNECTION_STRING", format!("Endpoint={};AccessKey=HUSH", entra.https()));
        // As without --auth, the connection string takes precedence.
        tool.env("WEBPUBSUB_ENDPOINT", "https://127.0.0.1:9");
        if argument {
            tool.args(["--auth", "client-secret"]);
        } else {
            tool.env("WEBPUBSUB_AUTH", "client-secret");
        }
        run(tool).await.ok();
    }
    assert_eq!(entra.token_requests(), 2);
}

/// As the portal shows it for identities.
#[tokio::test]
async fn a_connection_string_without_a_key_names_the_endpoint() {
    let entra = Entra::start().await;
    for form in ["Endpoint={};AuthType=aad;Version=1.0;", "endpoint={};authtype=AAD", "Version=1.0;Endpoint={}/;"] {
        let string = form.replace("{}", entra.https());
        let mut tool = entra.machine(&SEND);
        tool.args(["--auth", "client-secret", "--connection-string", &string]);
        run(tool).await.ok();
        let mut tool = entra.machine(&SEND);
        tool.env("WEBPUBSUB_AUTH", "client-secret").env("WEBPUBSUB_CONNECTION_STRING", &string);
        run(tool).await.ok();
        let mut tool = entra.machine(&SEND);
        tool.args(["--access-key", entra.emulator.access_key(), "--connection-string", &string]);
        run(tool).await.ok();
        let mut tool = entra.machine(&SEND);
        tool.args(["--connection-string", &string]);
        run(tool).await.fails(2, "--connection-string: has no AccessKey, and there is no other credential");
    }
    assert_eq!(entra.token_requests(), 6);
}

#[tokio::test]
async fn a_key_on_the_command_line_takes_precedence_over_the_variable() {
    let entra = Entra::start().await;
    let mut tool = entra.machine(&SEND);
    tool.args(["--endpoint", entra.https(), "--access-key", entra.emulator.access_key()]);
    tool.env("WEBPUBSUB_AUTH", "client-secret");
    run(tool).await.ok();
    let mut tool = entra.machine(&SEND);
    tool.args(["--connection-string", entra.emulator.https_connection_string().expect("TLS")]);
    tool.env("WEBPUBSUB_AUTH", "client-secret");
    run(tool).await.ok();
    assert_eq!(entra.token_requests(), 0);
}

#[tokio::test]
async fn the_variable_and_another_credential_are_ambiguous() {
    let entra = Entra::start().await;
    for other in ["WEBPUBSUB_ACCESS_KEY", "WEBPUBSUB_BEARER_TOKEN"] {
        let mut tool = entra.machine(&SEND);
        tool.env("WEBPUBSUB_AUTH", "client-secret").env("WEBPUBSUB_ENDPOINT", entra.https()).env(other, "HUSH");
        run(tool).await.fails(2, &format!("WEBPUBSUB_AUTH and {other} are both set"));
    }
    assert_eq!(entra.token_requests(), 0);
}

#[tokio::test]
async fn azures_variables_alone_do_not_sign_in() {
    let entra = Entra::start().await;
    let mut tool = entra.machine(&SEND);
    tool.env("WEBPUBSUB_AUTH", "").env("WEBPUBSUB_ENDPOINT", entra.https());
    run(tool).await.fails(2, "credential: is missing");
    let mut tool = entra.machine(&SEND);
    tool.env("WEBPUBSUB_CONNECTION_STRING", entra.emulator.https_connection_string().expect("TLS"));
    run(tool).await.ok();
    assert_eq!(entra.token_requests(), 0);
}
