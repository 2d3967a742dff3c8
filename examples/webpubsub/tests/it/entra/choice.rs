//! Which way to prove who calls is taken, where more than one is at hand.

use super::Entra;
use crate::support::run;

const SEND: [&str; 3] = ["send-to-all", "--text", "hi"];
const ELSEWHERE: &str = "Endpoint=https://127.0.0.1:9;AccessKey=HUSH";

#[tokio::test]
async fn two_ways_on_the_command_line_are_wrong_use() {
    let entra = Entra::start().await;
    for (one, value) in
        [("--access-key", "HUSH"), ("--connection-string", ELSEWHERE), ("--bearer-token-file", "/nowhere")]
    {
        let two = ["--auth", "client-secret", one, value];
        for arguments in
            [[&SEND[..], &two].concat(), [&two, &SEND[..]].concat(), [&two[..2], &SEND, &two[2..]].concat()]
        {
            let refused = run(entra.machine(&arguments)).await;
            refused.fails(2, &format!("{one}: cannot be used with --auth"));
        }
    }
    assert_eq!(entra.token_requests(), 0);
}

#[tokio::test]
async fn the_argument_leaves_keys_and_tokens_of_the_environment_aside() {
    let entra = Entra::start().await;
    let mut tool = entra.tool("client-secret", &SEND);
    tool.env("WEBPUBSUB_ACCESS_KEY", "HUSH").env("WEBPUBSUB_BEARER_TOKEN", "HUSH");
    tool.env("WEBPUBSUB_CONNECTION_STRING", ELSEWHERE);
    run(tool).await.ok();
    assert_eq!(entra.token_requests(), 1);
}

#[tokio::test]
async fn a_connection_string_of_the_environment_gives_its_endpoint_only() {
    let entra = Entra::start().await;
    for argument in [true, false] {
        let mut tool = entra.machine(&SEND);
        tool.env("WEBPUBSUB_CONNECTION_STRING", format!("Endpoint={};AccessKey=HUSH", entra.https()));
        // As without --auth: the connection string goes first.
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

#[tokio::test]
async fn a_key_on_the_command_line_goes_before_the_variable() {
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
async fn the_variable_beside_another_way_is_ambiguous() {
    let entra = Entra::start().await;
    for other in ["WEBPUBSUB_ACCESS_KEY", "WEBPUBSUB_BEARER_TOKEN"] {
        let mut tool = entra.machine(&SEND);
        tool.env("WEBPUBSUB_AUTH", "client-secret").env("WEBPUBSUB_ENDPOINT", entra.https()).env(other, "HUSH");
        run(tool).await.fails(2, &format!("WEBPUBSUB_AUTH and {other} are both set"));
    }
    assert_eq!(entra.token_requests(), 0);
}

#[tokio::test]
async fn azures_variables_alone_choose_nothing() {
    let entra = Entra::start().await;
    let mut tool = entra.machine(&SEND);
    tool.env("WEBPUBSUB_AUTH", "").env("WEBPUBSUB_ENDPOINT", entra.https());
    run(tool).await.fails(2, "authorization: is missing");
    let mut tool = entra.machine(&SEND);
    tool.env("WEBPUBSUB_CONNECTION_STRING", entra.emulator.https_connection_string().expect("TLS"));
    run(tool).await.ok();
    assert_eq!(entra.token_requests(), 0);
}
