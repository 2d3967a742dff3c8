//! A reader that leaves: quiet, at once, and with the code of what was asked.

use crate::support::{ByHand, Running, Server, Service, in_time, unread};
use std::process::Stdio;

#[tokio::test]
async fn results_that_nobody_reads() {
    let service = Service::start().await;
    let _ann = service.ann().await;
    for (arguments, code) in [
        (&["--help"][..], 0),
        (&["watch", "--help"], 0),
        (&["--version"], 0),
        (&["fly"], 2),
        (&["send-to-all", "--text", "hi", "-ojson"], 0),
        (&["add-user-to-group", "lobby", "ann", "-ojson"], 0),
        (&["user-exists", "ann"], 0),
        (&["user-exists", "missing"], 1),
        (&["user-exists", "ann", "-ojson"], 0),
        (&["list-connections", "lobby"], 0),
        (&["list-connections", "lobby", "-ojson"], 0),
        (&["health", "-ojson"], 0),
        (&["token"], 0),
        (&["request", "GET", "/api/hubs/chat/groups/lobby/connections"], 0),
        (&["request", "POST", "/nowhere", "--json", "{}"], 1),
        (&["watch"], 0),
        (&["batch"], 0),
    ] {
        let ran = unread(service.tool(arguments)).await;
        assert_eq!(ran.code, code, "{arguments:?}: {ran:?}");
        if code != 2 && !["request", "batch"].contains(&arguments[0]) {
            assert_eq!(ran.stderr, "", "{arguments:?}");
        }
    }
}

/// Code 4 is for what may have taken effect, and that has nothing to do with its reader.
#[tokio::test]
async fn failures_keep_their_codes() {
    let server = Server::start(&[(500, ""), (500, ""), (409, "")]).await;
    for (arguments, code) in [
        (&["send-to-all", "--text", "hi", "-ojson", "--retry", "never"][..], 4),
        (&["user-exists", "ann", "--retry", "never"], 2),
        (&["send-to-all", "--text", "hi", "-ojson"], 1),
    ] {
        assert_eq!(unread(server.tool(arguments)).await.code, code, "{arguments:?}");
    }
}

#[tokio::test]
async fn a_listing_ends_with_its_reader() {
    let page = r#"{"value":[{"connectionId":"c1","userId":"ann"}],"nextLink":"/api/x?continuationToken=t"}"#;
    for json in [&[][..], &["-ojson"]] {
        let server = ByHand::start().await;
        let mut list = Running::start(server.tool(&[&["list-connections", "crowd"], json].concat()));
        server.respond(200, page).await;
        let _no_response_yet = server.request().await;
        list.close_stdout();
        assert_eq!(list.ended().await, (0, String::new()), "{json:?}");
    }
}

#[tokio::test]
async fn watch_ends_with_its_reader() {
    let service = Service::start().await;
    for arguments in [&["watch"][..], &["watch", "-ojson"], &["watch", "--group", "lobby", "--count", "3"]] {
        let mut watch = Running::start(service.tool(arguments));
        watch.notice().await;
        watch.close_stdout();
        assert_eq!(watch.ended().await, (0, String::new()), "{arguments:?}");
    }
    // Also while it connects.
    let server = ByHand::start().await;
    let mut watch = Running::start(server.tool(&["watch"]));
    let _no_response_yet = server.request().await;
    watch.close_stdout();
    assert_eq!(watch.ended().await, (0, String::new()));
}

/// Standard input stays open.
#[tokio::test]
async fn batch_ends_with_its_reader_and_the_code_of_its_lines() {
    let service = Service::start().await;
    for (line, code) in
        [(r#"{"op": "health"}"#, 0), (r#"{"op": "fly"}"#, 2), (r#"{"op": "group_exists", "args": {"group": "g"}}"#, 0)]
    {
        let mut batch = Running::start(service.tool(&["batch"]));
        batch.write(line).await;
        batch.line().await;
        batch.close_stdout();
        let (ended, notices) = batch.ended().await;
        assert!(ended == code && notices.contains("nobody reads the results"), "{line}: {ended} {notices}");
    }
}

/// A call that has begun is not given up.
#[tokio::test]
async fn batch_waits_for_its_call() {
    let server = ByHand::start().await;
    let mut batch = Running::start(server.tool(&["batch"]));
    batch.write(r#"{"op": "send_to_all", "args": {"message": {"text": "hi"}}}"#).await;
    let request = server.request().await;
    batch.close_stdout();
    request.respond(409, "").await;
    assert_eq!(batch.ended().await.0, 1);
}

#[tokio::test]
async fn notices_that_nobody_reads() {
    let service = Service::start().await;
    for (arguments, code) in [
        (&["send-to-all", "--text", "hi", "-vv"][..], 0),
        (&["send-to-group", "..", "--text", "hi"], 2),
        (&["fly"], 2),
        (&["watch", "--count", "1", "--user", "1", "--timeout", "0"], 2),
    ] {
        let (reader, writer) = std::io::pipe().expect("a pipe");
        drop(reader);
        let mut command = service.tool(arguments);
        command.stderr(writer);
        assert_eq!(run_without_stderr(command).await, code, "{arguments:?}");
    }
}

/// `run` would capture stderr.
async fn run_without_stderr(mut command: tokio::process::Command) -> i32 {
    command.stdout(Stdio::null());
    in_time(command.status()).await.expect("runs").code().expect("not killed")
}

/// A reader that is there and does not get the result is another matter.
#[cfg(target_os = "linux")]
#[tokio::test]
async fn a_full_disk_is_a_failure() {
    let service = Service::start().await;
    let full = || std::fs::File::options().write(true).open("/dev/full").expect("opened");
    for (arguments, code) in [
        (&["send-to-all", "--text", "hi", "-ojson"][..], 4),
        (&["list-connections", "lobby", "-ojson"], 3),
        (&["user-exists", "ann"], 3),
        (&["token"], 3),
    ] {
        let mut command = service.tool(arguments);
        command.stdout(full());
        let child = command.spawn().expect("starts");
        let output = in_time(child.wait_with_output()).await.expect("runs");
        assert_eq!(output.status.code(), Some(code), "{arguments:?}");
        let text = String::from_utf8_lossy(&output.stderr);
        assert!(text.contains("cannot write the result"), "{arguments:?}: {text}");
    }
}
