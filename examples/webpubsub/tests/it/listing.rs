//! `list-connections`: each page as it arrives, and how to resume.

use crate::batch_input::memory;
use crate::support::{ByHand, Running, feed};
use serde_json::{Value, json};

fn page(connection: &str, next: Option<&str>) -> String {
    let link = next.map(|token| format!("/api/hubs/chat/groups/crowd/connections?continuationToken={token}"));
    json!({"value": [{"connectionId": connection, "userId": "ann"}], "nextLink": link}).to_string()
}

#[tokio::test]
async fn a_page_is_printed_before_the_next_one_comes() {
    let server = ByHand::start().await;
    let mut list = Running::start(server.tool(&["list-connections", "crowd"]));
    for number in 0..3 {
        let next = ["1", "2"].get(number).copied();
        server.respond(200, &page(&format!("c{number}"), next)).await;
        assert_eq!(list.line().await, format!("c{number}\tann"));
    }
    assert_eq!(list.ended().await, (0, String::new()));
}

#[tokio::test]
async fn with_json_it_is_one_array() {
    for (pages, expected) in [
        (&[page("a", Some("1")), page("b", None)][..], json!([member("a"), member("b")])),
        (&[page("a", None)], json!([member("a")])),
        (&[json!({"value": []}).to_string()], json!([])),
        (
            &[json!({"value": [], "nextLink": "/x?continuationToken=1"}).to_string(), page("b", None)],
            json!([member("b")]),
        ),
    ] {
        let server = ByHand::start().await;
        let mut list = Running::start(server.tool(&["list-connections", "crowd", "-ojson"]));
        for page in pages {
            server.respond(200, page).await;
        }
        assert_eq!(serde_json::from_str::<Value>(&list.line().await).expect("JSON"), expected);
        assert_eq!(list.ended().await, (0, String::new()));
    }
}

fn member(connection: &str) -> Value {
    json!({"connectionId": connection, "userId": "ann"})
}

#[tokio::test]
async fn what_was_listed_before_a_failure_is_printed_with_the_token_to_go_on() {
    for (status, body, code, text) in [
        (500, "", 1, "500"),
        (0, "", 3, "broke before a response"),
        (403, "", 1, "403"),
        (200, r#"{"value":[{"connectionId":"c2"}"#, 1, "not a list"),
        (200, r#"{"value":[{}]}"#, 1, "not a list"),
    ] {
        let server = ByHand::start().await;
        let mut list = Running::start(server.tool(&["list-connections", "crowd", "--retry", "never"]));
        server.respond(200, &page("c1", Some("a%2Fb"))).await;
        let request = server.request().await;
        if status == 0 {
            drop(request);
        } else {
            request.respond(status, body).await;
        }
        assert_eq!(list.line().await, "c1\tann");
        let (ended, notices) = list.ended().await;
        assert!(notices.contains(text) && notices.ends_with("use --continuation-token with a/b"), "{notices}");
        assert_eq!(ended, code, "{notices}");
    }

    let server = ByHand::start().await;
    let mut list = Running::start(server.tool(&["list-connections", "crowd", "--retry", "never", "-ojson"]));
    server.respond(200, &page("c1", Some("a%2Fb"))).await;
    server.respond(403, "").await;
    let part = list.line().await;
    assert!(part.contains("c1") && serde_json::from_str::<Value>(&part).is_err(), "a part is not a whole list: {part}");
    let (code, notices) = list.ended().await;
    let lines: Vec<Value> =
        serde_json::Deserializer::from_str(&notices).into_iter().map(|line| line.expect("JSON")).collect();
    assert_eq!((code, &lines[0]["raised"]["status"]), (1, &json!(403)));
    assert_eq!(lines[0]["raised"]["continuationToken"], "a/b");
}

#[tokio::test]
async fn a_listing_in_parts() {
    let server = ByHand::start().await;
    let mut list = Running::start(server.tool(&["list-connections", "crowd", "--max-pages", "2"]));
    server.respond(200, &page("c1", Some("1"))).await;
    server.respond(200, &page("c2", Some("x%3D"))).await;
    assert_eq!((list.line().await, list.line().await), ("c1\tann".into(), "c2\tann".into()));
    assert_eq!(list.ended().await, (0, "webpubsub: to list the rest, use --continuation-token with x=".into()));

    let rest = ["list-connections", "crowd", "--max-pages", "1", "--continuation-token", "x="];
    let mut list = Running::start(server.tool(&rest));
    let head = server.respond(200, &page("c3", None)).await;
    assert!(head.contains("continuationtoken=x%3d"), "{head}");
    assert_eq!(list.line().await, "c3\tann");
    assert_eq!(list.ended().await, (0, String::new()), "nothing is left");

    let mut list = Running::start(server.tool(&["list-connections", "crowd", "--max-pages", "1", "-ojson"]));
    server.respond(200, &page("c1", Some("1"))).await;
    list.line().await;
    assert_eq!(list.ended().await, (0, r#"{"continuationToken":"1"}"#.into()));
}

/// Of however many pages, one is in memory.
#[tokio::test]
async fn memory_is_bounded() {
    const PAGES: usize = 100;
    let server = ByHand::start().await;
    let mut list = Running::start(server.tool(&["list-connections", "crowd"]));
    let long = "x".repeat(512 * 1_024);
    let mut warm = None;
    for number in 0..PAGES {
        let next = (number + 1 < PAGES).then(|| number.to_string());
        server.respond(200, &page(&long, next.as_deref())).await;
        assert_eq!(list.line().await.len(), long.len() + "\tann".len());
        if number == 10 {
            warm = memory(&list);
        }
        if let (true, Some(warm), Some(now)) = (number + 2 == PAGES, warm, memory(&list)) {
            assert!(now < warm + 16 * 1_024, "{warm} to {now} KiB");
        }
    }
    assert_eq!(list.ended().await, (0, String::new()));

    // In a result of one piece there is a bound.
    let server = ByHand::start().await;
    let call = json!({"op": "list_connections", "args": {"group": "crowd"}}).to_string();
    let endless = async {
        let mut number = 0;
        loop {
            number += 1;
            server.respond(200, &page(&long, Some(&number.to_string()))).await;
        }
    };
    let ran = tokio::select! {
        ran = feed(server.tool(&["batch"]), call.as_bytes()) => ran,
        () = endless => unreachable!("endless"),
    };
    assert_eq!(ran.code, 1, "{ran:?}");
    assert!(ran.stdout.contains("too many connections") && ran.stdout.contains(r#""sent":true"#), "{ran:?}");
}
