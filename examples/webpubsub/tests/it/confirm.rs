//! The question of `close-all-connections`, on a terminal.

use crate::support::{Pty, Service};

#[tokio::test]
async fn only_yes_closes_all_connections() {
    let service = Service::start().await;
    let mut ann = service.ann().await;
    for (keys, code) in [("\n", 2), ("no\n", 2), ("y\n", 0)] {
        let mut pty = Pty::new();
        let child = pty.start(service.tool(&["close-all", "--reason", "over"]));
        pty.until("Close all connections of the hub chat? [y/N] ").await;
        pty.write(keys);
        let (ended, screen) = pty.end(child).await;
        assert_eq!(ended, code, "{keys:?}: {screen}");
        assert_eq!(screen.contains("was not confirmed"), code == 2, "{screen}");
    }
    assert!(ann.close_reason().await.ends_with("over"));
}
