//! `batch --jobs`: many calls at the same time.

use crate::support::{Delaying, feed};
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::time::{Duration, Instant};

/// A send of a number to a group of this name.
fn send(number: usize, group: &str) -> String {
    json!({"op": "send_to_group", "id": number, "args": {"group": group, "message": {"text": format!("{group} {number}")}}})
        .to_string()
}

/// One after the other they would take 40 s.
#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn two_thousand_sends_of_20_ms_take_less_than_10_s() {
    let took = sends(2_000).await;
    assert!(took < Duration::from_secs(10), "{took:?}");
}

/// One after the other they would take 200 s.
#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
#[ignore = "a figure, for a machine that does nothing else: cargo test -p webpubsub-cli -- --ignored --nocapture ten_thousand"]
async fn ten_thousand_sends_of_20_ms_take_less_than_10_s() {
    let took = sends(10_000).await;
    assert!(took < Duration::from_secs(10), "{took:?}");
}

/// How long so many sends to a service that responds after 20 ms take with 32 jobs.
async fn sends(count: usize) -> Duration {
    let service = Delaying::start(|_| Duration::from_millis(20)).await;
    let input: Vec<String> = (1..=count).map(|number| send(number, "lobby")).collect();
    let start = Instant::now();
    let ran = feed(service.tool(&["batch", "--jobs", "32", "-o", "json"]), input.join("\n").as_bytes()).await;
    let took = start.elapsed();
    println!("{count} sends in {took:?}");
    let summary: Value = serde_json::from_str(&ran.stderr).expect("JSON");
    assert_eq!((ran.code, &summary["summary"]["done"]), (0, &count.into()), "{summary}");
    assert_eq!(service.most(), 32);
    let results = ran.stdout.lines().map(|line| serde_json::from_str::<Value>(line).expect("JSON"));
    let pairs: BTreeSet<_> = results.map(|result| (result["line"].as_u64(), result["id"].as_u64())).collect();
    assert_eq!(pairs, (1..=count as u64).map(|number| (Some(number), Some(number))).collect());
    assert_eq!(service.bodies().into_iter().collect::<BTreeSet<_>>().len(), count);
    took
}

#[tokio::test]
async fn calls_to_one_target_keep_their_order_if_asked() {
    let groups = ["a", "b", "c", "d"];
    // The earlier, the slower: without order, they would arrive in the opposite one.
    let latency = |body: &str| {
        let number: u64 = body.split(' ').nth(1).and_then(|number| number.parse().ok()).expect("a number");
        Duration::from_millis(40 - number / 2)
    };
    let service = Delaying::start(latency).await;
    let input: Vec<String> = (1..=60).map(|number| send(number, groups[number % 4])).collect();
    let ran = feed(service.tool(&["batch", "--jobs", "8", "--ordered"]), input.join("\n").as_bytes()).await;
    ran.ok();
    assert_eq!(service.most(), 4, "as many as there are groups");
    let bodies = service.bodies();
    assert_eq!(bodies.len(), 60);
    for group in groups {
        let numbers = bodies.iter().filter_map(|body| body.strip_prefix(group)?.trim().parse::<u32>().ok());
        assert!(numbers.is_sorted(), "{group}: {bodies:?}");
    }
}

#[tokio::test]
async fn a_call_about_the_hub_waits_for_all_before_it() {
    // Whoever does not wait comes while it is there.
    let service = Delaying::start(|_| Duration::from_millis(200)).await;
    let all = json!({"op": "send_to_all", "args": {"message": {"text": "all 2"}}}).to_string();
    let input = [send(1, "a"), send(1, "b"), all, send(3, "c")];
    feed(service.tool(&["batch", "--jobs", "4", "--ordered"]), input.join("\n").as_bytes()).await.ok();
    let bodies = service.bodies();
    assert_eq!(bodies[..2].iter().collect::<BTreeSet<_>>(), ["a 1", "b 1"].map(str::to_owned).iter().collect());
    assert_eq!(bodies[2..], ["all 2", "c 3"]);
    assert_eq!(service.beside()[2..], [0, 0], "all before it have ended");
}

#[tokio::test]
async fn so_many_and_no_more() {
    let service = Delaying::start(|_| Duration::from_millis(10)).await;
    for (jobs, text) in [("0", "0 is not in 1..=256"), ("257", "257 is not in 1..=256"), ("x", "invalid")] {
        feed(service.tool(&["batch", "--jobs", jobs]), b"").await.fails(2, text);
    }
    let lobby: Vec<String> = (1..=20).map(|number| send(number, "lobby")).collect();
    let groups: Vec<String> = (1..=20).map(|number| send(number, &number.to_string())).collect();
    for (arguments, input, most) in [
        (&["batch"][..], &groups, 1),
        (&["batch", "--ordered", "--jobs", "3"], &lobby, 1),
        (&["batch", "--ordered", "--jobs", "3"], &groups, 3),
        (&["batch", "--jobs", "5"], &lobby, 5),
    ] {
        feed(service.tool(arguments), input.join("\n").as_bytes()).await.ok();
        assert_eq!(service.most(), most, "{arguments:?}");
    }
}
