//! No output shows keys and tokens, whatever the options and the errors.

use crate::support::{Ran, Service, bare, run};

const KEY: &str = "HUSHHUSHHUSHHUSHHUSHHUSHHUSHHUSH";

#[track_caller]
fn hides_secrets(ran: &Ran) {
    for text in [&ran.stdout, &ran.stderr] {
        assert!(!text.contains("HUSH") && !text.contains("eyJ"), "{ran:?}");
    }
}

#[tokio::test]
async fn errors_and_help() {
    let string = format!("Endpoint=http://127.0.0.1:9;AccessKey={KEY}");
    for arguments in [
        &["--help"][..],
        &["health", "--help"],
        &["user-exists", "ann", "--retry", "never"],
        &["user-exists", "", "-ojson"],
        &["user-exists", "ann", "--connection-string", "AccessKey=HUSH;garbage"],
        &["user-exists", "ann", "--endpoint", "http://h", "--access-key", "HUSH "],
        &["user-exists", "ann", "--header", "HUSH"],
        &["user-exists", "ann", "--header", "HUSH HUSH=HUSH"],
        &["request", "GET", "/", "--header", "authorization=HUSH"],
    ] {
        let mut command = bare(arguments);
        command.env("WEBPUBSUB_CONNECTION_STRING", &string).env("WEBPUBSUB_HUB", "chat");
        command.env("WEBPUBSUB_ACCESS_KEY", KEY).env("WEBPUBSUB_BEARER_TOKEN", KEY);
        hides_secrets(&run(command).await);
    }
}

#[tokio::test]
async fn logs() {
    let service = Service::start().await;
    let header = ["--header", "Ocp-Apim-Subscription-Key=HUSH"];
    for arguments in
        [&["send-to-all", "--text", "psst", "-vv"][..], &["user-exists", "ann", "--verbose"], &["token", "-vv"]]
    {
        let ran = service.run(&[arguments, &header].concat()).await;
        assert!(!ran.stderr.contains("HUSH") && !ran.stderr.contains("eyJ"), "{ran:?}");
        assert!(!ran.stderr.contains(service.emulator.access_key()), "{ran:?}");
    }
    let ran = service.run(&["send-to-all", "--text", "psst", "-v"]).await;
    assert!(ran.stderr.contains("/api/hubs/chat/:send") && ran.stderr.contains(" → 202 in "), "{ran:?}");
    assert!(!ran.stderr.contains("psst"), "{ran:?}");
    let ran = service.run(&["send-to-all", "--text", "psst", "-vv"]).await;
    assert!(ran.stderr.contains("psst"), "{ran:?}");
    assert!(service.run(&["send-to-all", "--text", "psst"]).await.stderr.is_empty());
}
