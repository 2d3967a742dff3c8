//! `-v`: one line a request.

use crate::support::{Server, Service, run};

#[tokio::test]
async fn one_line_a_request_with_its_duration() {
    let service = Service::start().await;
    let ran = service.run(&["send", "hi", "--to-group", "lobby", "-v"]).await;
    let [line] = ran.stderr.lines().collect::<Vec<_>>()[..] else { panic!("{ran:?}") };
    let url = format!("{}/api/hubs/chat/groups/lobby/:send?api-version=2024-12-01", service.emulator.endpoint());
    let (before, after) = line.split_once(&url).expect(line);
    assert!(before.ends_with(" POST ") && before.len() == "12:34:56 POST ".len(), "{line}");
    let duration = after.strip_prefix(" → 202 in ").and_then(|rest| rest.strip_suffix(" ms")).expect(line);
    assert!(duration.parse::<u64>().is_ok(), "{line}");
    assert_eq!(service.run(&["send", "hi", "--to-all"]).await.stderr, "");
}

#[tokio::test]
async fn each_attempt_has_a_line() {
    let server = Server::start(&[(503, ""), (0, ""), (404, "")]).await;
    let ran = run(server.tool(&["user-exists", "ann", "-v"])).await;
    let lines: Vec<_> = ran.stderr.lines().map(|line| line.split_once(' ').expect(line).1).collect();
    assert_eq!(lines.len(), 5, "{ran:?}");
    for (line, parts) in lines.iter().zip([
        &["HEAD http://", "/users/ann?", " → 503 in ", " ms"][..],
        &["next attempt in ", " ms, after 503"],
        &["HEAD http://", " (attempt 2) → Interrupted in ", " ms: "],
        &["next attempt in ", " ms, after Interrupted"],
        &["HEAD http://", " (attempt 3) → 404 in ", " ms"],
    ]) {
        assert!(parts.iter().all(|part| line.contains(part)), "{line}");
    }
    server.heads().await;
}

#[tokio::test]
async fn twice_shows_headers_and_bodies() {
    let service = Service::start().await;
    let ran = service.run(&["send", "psst", "--to-all", "-vv"]).await;
    for part in ["> headers: ", "> body: \"psst\"", "authorization: [secret]", "< headers: ", "< body: "] {
        assert!(ran.stderr.contains(part), "{part}: {ran:?}");
    }
}
