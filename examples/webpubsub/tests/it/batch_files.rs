//! `batch`: the lines without success, in files of their own.

use crate::support::{Folder, Ran, Server, bare, feed, in_time, run};
use std::fs::File;
use tokio::process::Command;

const SEND: &str = r#"{"op": "send_to_all", "id": "ID", "args": {"message": {"text": "hi"}}}"#;

#[tokio::test]
async fn what_failed_can_be_made_again() {
    let folder = Folder::new("again");
    let lines = ["accepted", "rejected", "unknown", "last"].map(|id| SEND.replace("ID", id));
    let failed = folder.path("failed");
    let server = Server::start(&[(202, ""), (409, ""), (500, ""), (202, "")]).await;
    let input = format!("\u{feff}{}\r\nnonsense\r\n", lines.join("\r\n"));
    let ran = feed(server.tool(&["batch", "--failed", &failed]), input.as_bytes()).await;
    ran.fails(4, "webpubsub: 2 done, 2 failed, 1 may have taken effect; first: line 2\n");
    server.heads().await;
    assert_eq!(folder.text("failed"), format!("{}\nnonsense\n", lines[1]));
    assert_eq!(folder.text("failed.unknown"), format!("{}\n", lines[2]), "which a repetition may deliver twice");

    // As it is.
    let server = Server::start(&[(202, "")]).await;
    let unknown = folder.path("unknown");
    let ran = run(server.tool(&["batch", &failed, "--unknown", &unknown])).await;
    ran.fails(2, "webpubsub: 1 done, 1 failed; first: line 2\n");
    assert!(ran.stdout.starts_with("{\"line\":1,\"id\":\"rejected\",\"returned\":null}\n"), "{ran:?}");
    server.heads().await;
    assert_eq!(folder.text("unknown"), "");
}

#[tokio::test]
async fn files_that_are_read_are_not_written() {
    let folder = Folder::new("read");
    let (calls, results) = (folder.path("calls"), folder.path("results"));
    std::fs::write(&calls, SEND).expect("written");
    std::fs::write(&results, "{\"line\":2,\"returned\":null}\n").expect("written");
    for (option, path) in [("--failed", &calls), ("--unknown", &calls), ("--failed", &results)] {
        let ran = run(bare(&["batch", &calls, "--resume", &results, option, path])).await;
        ran.fails(2, &format!("{option}: must not be a file that is read"));
    }
    assert_eq!((folder.text("calls").as_str(), folder.text("results").len()), (SEND, 27));
    run(bare(&["batch", &calls, "--failed", "/nowhere/x"])).await.fails(2, "--failed: cannot be written");
}

/// Runs with the standard output that it has.
async fn run_as_is(mut tool: Command) -> Ran {
    in_time(tool.spawn().expect("starts").wait_with_output()).await.expect("runs").into()
}

/// Nor those of standard input and output, or each other.
#[tokio::test]
async fn each_file_has_one_use() {
    let folder = Folder::new("uses");
    let (calls, results) = (folder.path("calls"), folder.path("results"));
    std::fs::write(&calls, SEND).expect("written");
    for (arguments, rule) in [
        (["--failed", &calls, "--unknown", "/dev/null"], "--failed: must not be a file that is read"),
        (["--failed", "/dev/null", "--unknown", &results], "--unknown: must not be the file of the results"),
        (["--failed", &folder.path("a"), "--unknown", &folder.path("a")], "--unknown: must not be that of --failed"),
    ] {
        let mut tool = bare(&[&["batch"][..], &arguments].concat());
        tool.stdin(File::open(&calls).expect("opened"));
        tool.stdout(File::create(&results).expect("made"));
        run_as_is(tool).await.fails(2, rule);
        assert_eq!(folder.text("calls"), SEND);
    }
    // What is not a file on a disk has room for all.
    run(bare(&["batch", "--failed", "/dev/null", "--unknown", "/dev/null"])).await.ok();
}

/// A run that goes on adds to the files of the one before it, whose lines it does not make again.
#[tokio::test]
async fn what_failed_before_is_kept() {
    let folder = Folder::new("kept");
    let (calls, results, failed) = (folder.path("calls"), folder.path("results"), folder.path("failed"));
    std::fs::write(&calls, "one\ntwo\n").expect("written");
    let batch = |more: &[&str]| bare(&[&["batch", &calls, "--failed", &failed], more].concat());
    run(batch(&[])).await.fails(2, "2 failed");
    assert_eq!(folder.text("failed"), "one\ntwo\n");
    std::fs::write(&results, "{\"line\":1,\"returned\":null}\n").expect("written");
    for (more, kept) in [
        (["--resume", &results], "one\ntwo\ntwo\n"),
        (["--from-line", "2"], "one\ntwo\ntwo\ntwo\n"),
        (["--jobs", "2"], "one\ntwo\n"),
    ] {
        run(batch(&more)).await.fails(2, "failed");
        assert_eq!(folder.text("failed"), kept, "{more:?}");
    }
}

/// `>` has emptied the results before the tool could read them.
#[tokio::test]
async fn results_are_added_to_those_before() {
    let folder = Folder::new("added");
    let results = folder.path("results");
    let mut tool = bare(&["batch", "--resume", &results]);
    tool.stdout(File::create(&results).expect("made"));
    run_as_is(tool).await.fails(2, "--resume: is overwritten by standard output: use `>>`");
    let mut tool = bare(&["batch", "--resume", &results]);
    tool.stdout(File::options().append(true).open(&results).expect("opened"));
    run_as_is(tool).await.ok();
}

/// The call was made, and nothing else says so. Needs `/dev/full`.
#[cfg(target_os = "linux")]
#[tokio::test]
async fn a_result_that_cannot_be_written_is_named() {
    let folder = Folder::new("full");
    std::fs::write(folder.path("calls"), "\nnonsense\n").expect("written");
    let calls = folder.path("calls");
    let mut tool = bare(&["batch", &calls]);
    tool.stdout(File::options().write(true).open("/dev/full").expect("opened"));
    run_as_is(tool).await.fails(3, "cannot write the result: line 2: No space left");
    let ran = run(bare(&["batch", &calls, "--failed", "/dev/full"])).await;
    ran.fails(3, "cannot write the result: line 2, for --failed: No space left");
}
