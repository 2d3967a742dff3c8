//! `batch`: the lines without success, in files of their own.

use crate::support::{Server, bare, feed, run};
use std::path::PathBuf;

const SEND: &str = r#"{"op": "send_to_all", "id": "ID", "args": {"message": {"text": "hi"}}}"#;

/// A folder that is removed at the end.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        let folder = std::env::temp_dir().join(format!("webpubsub-{name}-{}", std::process::id()));
        std::fs::create_dir_all(&folder).expect("made");
        Self(folder)
    }

    fn path(&self, name: &str) -> String {
        self.0.join(name).to_str().expect("text").to_owned()
    }

    fn text(&self, name: &str) -> String {
        std::fs::read_to_string(self.path(name)).expect(name)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

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
