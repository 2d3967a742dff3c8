//! The program against the emulator: what a client receives, and each exit code.

use futures_util::StreamExt;
use std::process::{Output, Stdio};
use std::time::Duration;
use tokio::io::AsyncWriteExt;
use tokio::net::TcpListener;
use tokio::process::Command;
use tokio_tungstenite::connect_async;
use webpubsub_blocking::{ClientAccess, WebPubSubServiceClient};
use webpubsub_emulator::Emulator;

/// Runs the program with a message on its standard input.
async fn run(connection_string: &str, arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_cron-job"));
    command.args(arguments).env("WEBPUBSUB_CONNECTION_STRING", connection_string);
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).kill_on_drop(true);
    let mut child = command.spawn().expect("started");
    // It may end before it reads.
    let _ = child.stdin.take().expect("piped").write_all(b"89% of the disk").await;
    child.wait_with_output().await.expect("ended")
}

fn assert_ends(output: &Output, code: i32, text: &str) {
    let stderr = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(code), "{stderr}");
    assert!(stderr.contains(text) && !stderr.contains("AccessKey="), "{stderr}");
    assert!(output.stdout.is_empty(), "cron mails what is printed");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_client_receives() {
    let emulator = Emulator::start().await.expect("an emulator");
    let client = WebPubSubServiceClient::from_connection_string(emulator.connection_string(), "reports");
    // Signed on this machine, without a request.
    let access = ClientAccess::new().user_id("ann").group("operators");
    let token = client.and_then(|client| client.client_access_token(&access)).expect("a token");
    let (mut socket, _) = connect_async(token.expose_url()).await.expect("a WebSocket");
    for arguments in [&["reports"][..], &["reports", "operators"]] {
        assert_ends(&run(emulator.connection_string(), arguments).await, 0, "");
        let frame = socket.next().await.expect("a frame").expect("a good frame");
        assert_eq!(frame.into_text().expect("text"), "89% of the disk");
    }
    emulator.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn exit_codes() {
    let emulator = Emulator::start().await.expect("an emulator");
    let address = emulator.connection_string().to_owned();
    assert_ends(&run(&address, &[]).await, 1, "usage: ");
    assert_ends(&run("Endpoint=https://contoso.example", &["reports"]).await, 1, "AccessKey is missing");
    assert_ends(&run(&address, &["not a hub"]).await, 1, "hub: ");
    let (endpoint, _) = address.split_once("AccessKey=").expect("a key");
    assert_ends(&run(&format!("{endpoint}AccessKey=b3RoZXI=;Version=1.0;"), &["reports"]).await, 1, "401");
    emulator.throttle(1, Duration::from_secs(3_600));
    assert_ends(&run(&address, &["reports"]).await, 75, "429");
    emulator.stop().await;

    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let endpoint = format!("http://{}", listener.local_addr().expect("an address"));
    let nobody = format!("Endpoint={endpoint};AccessKey=a2V5;Version=1.0;");
    // Each connection is closed once the request is there.
    let closing = tokio::spawn(async move {
        let (mut stream, _) = listener.accept().await.expect("a connection");
        let _ = tokio::io::AsyncReadExt::read(&mut stream, &mut [0; 4_096]).await;
    });
    assert_ends(&run(&nobody, &["reports"]).await, 76, "may have been accepted");
    closing.await.expect("closed");
    assert_ends(&run(&nobody, &["reports"]).await, 75, "Connection refused");
}
