//! Messages from arguments, files and standard input.

use crate::support::{Service, feed};
use serde_json::json;

#[tokio::test]
async fn from_arguments() {
    let service = Service::start().await;
    let mut ann = service.ann().await;
    for (arguments, kind, data) in [
        (&["hi"][..], "text", json!("hi")),
        (&["{}"], "text", json!("{}")),
        (&[""], "text", json!("")),
        (&["--", "-5"], "text", json!("-5")),
        (&["--text", ""], "text", json!("")),
        (&["--text", "-"], "text", json!("-")),
        (&["--text", "5"], "text", json!("5")),
        (&["--json", "5"], "json", json!(5)),
        (&["--json={\"a\":[1]}"], "json", json!({"a": [1]})),
        (&["--json", "\"x\""], "json", json!("x")),
    ] {
        let arguments = [&["send-to-all"], arguments].concat();
        assert_eq!(service.run(&arguments).await.ok(), "", "{arguments:?}");
        assert_eq!(ann.message().await, (kind.into(), data), "{arguments:?}");
    }
}

/// `--json` is the message, `-o json` is about the result, before the subcommand and after it.
#[tokio::test]
async fn the_output_format_is_another_option() {
    let service = Service::start().await;
    let mut ann = service.ann().await;
    assert_eq!(service.run(&["send-to-all", "a", "-o", "json"]).await.ok(), "null\n");
    assert_eq!(service.run(&["--output", "json", "send-to-all", "--json", "1"]).await.ok(), "null\n");
    assert_eq!(service.run(&["send-to-all", "--json={}", "--output=json"]).await.ok(), "null\n");
    assert_eq!(service.run(&["-o", "text", "send-to-all", "b"]).await.ok(), "");
    for (kind, data) in [("text", json!("a")), ("json", json!(1)), ("json", json!({})), ("text", json!("b"))] {
        assert_eq!(ann.message().await, (kind.into(), data));
    }
    service.run(&["send-to-all", "--text", "a", "--json"]).await.fails(2, "a value is required for '--json <JSON>'");
}

#[tokio::test]
async fn from_standard_input_and_files() {
    let service = Service::start().await;
    let mut ann = service.ann().await;
    let file = std::env::temp_dir().join(format!("webpubsub-message-{}", std::process::id()));
    std::fs::write(&file, [0, 159, 255]).expect("written");
    let path = file.to_str().expect("text");
    for (arguments, input, kind, data) in [
        (&[][..], &b"hi\n"[..], "text", json!("hi\n")),
        (&["-"], b"a\nb", "text", json!("a\nb")),
        (&["-", "--kind", "json"], b"[1]", "json", json!([1])),
        (&["--file", "-"], b"", "text", json!("")),
        (&["--kind", "json"], b" {\"a\": 1} ", "json", json!({"a": 1})),
        (&["--file", "-", "--kind", "binary"], &[255, 0], "binary", json!("/wA=")),
        (&["--file", path, "--kind", "binary"], b"", "binary", json!("AJ//")),
    ] {
        let arguments = [&["send-to-all"], arguments].concat();
        assert_eq!(feed(service.tool(&arguments), input).await.ok(), "", "{arguments:?}");
        assert_eq!(ann.message().await, (kind.into(), data), "{arguments:?}");
    }
    let text = feed(service.tool(&["send-to-all", "--file", path]), b"").await;
    text.fails(2, "not valid UTF-8");
    std::fs::remove_file(&file).expect("removed");
    service.run(&["send-to-all", "--file", path]).await.fails(2, "cannot be read");
}

#[tokio::test]
async fn an_invalid_message_is_not_sent() {
    let service = Service::start().await;
    for (arguments, input, text) in [
        (&[][..], &b""[..], "standard input is empty"),
        (&["--json", "{"], b"", "is not valid JSON at byte"),
        (&["--kind", "json"], b"{", "is not valid JSON at byte"),
        (&["--text", "a", "--json", "1"], b"", "more than once"),
        (&["--text", "a", "--file", "-"], b"", "more than once"),
        (&["a", "--json", "1"], b"", "more than once"),
        (&["a", "--text", "b"], b"", "more than once"),
        (&["-", "--text", "b"], b"", "more than once"),
        (&["--text", "a", "--kind", "json"], b"", "cannot be used with"),
        (&["{}", "--kind", "json"], b"", "--kind: is of a file or standard input"),
    ] {
        let arguments = [&["send-to-all"], arguments].concat();
        feed(service.tool(&arguments), input).await.fails(2, text);
    }
    let long = vec![b'x'; 1_048_577];
    feed(service.tool(&["send-to-all"]), &long).await.fails(2, "at most 1048576 bytes");
}
