//! Requests whose work grows with the product of what they name: bounded, and no other hub waits for them.

mod common;

use std::fmt::Write as _;
use std::time::{Duration, Instant};

use common::{Caller, Response, Socket};
use serde_json::json;
use webpubsub_emulator::{Builder, Emulator};

/// What a send may take in any case; 50 ms on a machine that is not busy.
const SOON: Duration = Duration::from_millis(500);
const JSON: &[(&str, &str)] = &[("content-type", "application/json")];

/// An emulator whose hub `chat` has clients with this user id, and whose hub `news` has one.
struct Busy {
    emulator: Emulator,
    news: Socket,
    /// The longest of some sends without a call.
    usual: Duration,
    _clients: Vec<Socket>,
}

impl Busy {
    async fn start(builder: Builder, clients: usize, user: &str) -> Self {
        let emulator = builder.start().await.expect("started");
        let caller = Caller::new(&emulator);
        let mut all = Vec::new();
        for _ in 0..clients {
            all.push(caller.simple("chat", &json!({"sub": user})).await);
        }
        let news = caller.simple("news", &json!({})).await;
        let mut busy = Self { emulator, news, usual: Duration::ZERO, _clients: all };
        for _ in 0..20 {
            busy.usual = busy.usual.max(busy.send(&caller).await);
        }
        busy
    }

    /// How long the other hub takes to send.
    async fn send(&mut self, caller: &Caller) -> Duration {
        let started = Instant::now();
        assert_eq!(caller.send("/api/hubs/news/:send", "x").await, 202);
        assert_eq!(self.news.text().await, "x");
        started.elapsed()
    }

    /// Performs the call; meanwhile the other hub sends. On a busy machine both take long: a send that waits for the call takes
    /// most of its time, and far longer than without a call.
    async fn call(&mut self, path: &str, body: String) -> Response {
        let caller = Caller::new(&self.emulator);
        let path = path.to_owned();
        let call = tokio::spawn(async move { caller.call("POST", &path, JSON, body).await });
        let caller = Caller::new(&self.emulator);
        let (begun, mut longest) = (Instant::now(), Duration::ZERO);
        while !call.is_finished() {
            longest = longest.max(self.send(&caller).await);
        }
        let limit = SOON.max(begun.elapsed() / 3).max(self.usual * 10);
        assert!(longest < limit, "{longest:?} is not below {limit:?}");
        call.await.expect("a response")
    }
}

fn groups(count: usize) -> Vec<String> {
    // Short, so that many fit in a body.
    let digit = |value: usize| char::from(b"0123456789abcdefghijklmnopqrstuvwxyz"[value % 36]);
    (0..count).map(|n| [digit(n / 46_656), digit(n / 1296), digit(n / 36), digit(n)].iter().collect()).collect()
}

/// `length(concat(concat(…),concat(…))) ge 0`
fn nested_concat(depth: usize) -> String {
    let mut text = "userId".to_owned();
    for _ in 0..depth {
        text = format!("concat({text},{text})");
    }
    format!("length({text}) ge 0")
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn too_many_groups_are_rejected_before_any_change() {
    let mut busy = Busy::start(Emulator::builder(), 200, "ann").await;
    for path in ["addToGroups", "removeFromGroups"] {
        let response =
            busy.call(&format!("/api/hubs/chat/:{path}"), json!({"groups": groups(140_000)}).to_string()).await;
        assert_eq!(response.status, 400, "{path}");
        assert_eq!(response.json()["message"], "140000 groups are more than the 1000 of max_groups.");
    }
    let caller = Caller::new(&busy.emulator);
    assert_eq!(caller.status("HEAD", "/api/hubs/chat/groups/0000").await, 404);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_connection_is_in_a_bounded_number_of_groups() {
    let emulator = Emulator::builder().max_groups(3).start().await.expect("started");
    let caller = Caller::new(&emulator);
    let claims = json!({"sub": "ann", "webpubsub.group": ["a", "b"], "role": "webpubsub.joinLeaveGroup"});
    let (mut socket, id) = caller.json("chat", &claims).await;
    let bulk = async |groups: &[&str]| {
        caller.call("POST", "/api/hubs/chat/:addToGroups", JSON, json!({"groups": groups}).to_string()).await
    };
    assert_eq!(bulk(&["a", "b", "a"]).await.status, 200);
    let response = bulk(&["b", "c", "d"]).await;
    assert_eq!((response.status, response.header("x-ms-error-code")), (409, Some("Error.Connection.Conflict")));
    assert_eq!(caller.status("HEAD", "/api/hubs/chat/groups/c").await, 404, "all or nothing");
    assert_eq!(bulk(&["c", "b"]).await.status, 200);

    assert_eq!(caller.status("PUT", &format!("/api/hubs/chat/groups/d/connections/{id}")).await, 409);
    assert_eq!(caller.status("PUT", &format!("/api/hubs/chat/groups/c/connections/{id}")).await, 200);
    assert_eq!(caller.status("PUT", "/api/hubs/chat/users/ann/groups/d").await, 409);
    socket.send_json(&json!({"type": "joinGroup", "group": "d", "ackId": 1})).await;
    let ack = socket.json().await;
    assert_eq!(
        (&ack["success"], &ack["error"]["message"]),
        (&json!(false), &json!("The connection is in 3 groups, the most of max_groups."))
    );
    assert_eq!(caller.status("DELETE", &format!("/api/hubs/chat/groups/a/connections/{id}")).await, 204);
    assert_eq!(caller.status("PUT", "/api/hubs/chat/users/ann/groups/d").await, 200);

    let url = caller.client_url("chat", &json!({"webpubsub.group": ["a", "b", "c", "d"]}));
    assert_eq!(Socket::connect(&url, None).await.err().map(|status| status.as_u16()), Some(400));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn many_groups_for_many_connections_delay_no_one() {
    let mut busy = Busy::start(Emulator::builder().max_groups(5000), 100, "ann").await;
    let body = json!({"groups": groups(5000)}).to_string();
    assert_eq!(busy.call("/api/hubs/chat/:addToGroups", body.clone()).await.status, 200);
    let caller = Caller::new(&busy.emulator);
    assert_eq!(caller.status("HEAD", "/api/hubs/chat/groups/03uv").await, 200);
    assert_eq!(busy.call("/api/hubs/chat/:removeFromGroups", body.clone()).await.status, 200);
    assert_eq!(caller.status("HEAD", "/api/hubs/chat/groups/03uv").await, 404);
    assert_eq!(busy.call("/api/hubs/chat/:addToGroups", body).await.status, 200);
    // Each connection leaves its groups.
    assert_eq!(busy.call("/api/hubs/chat/:closeConnections", String::new()).await.status, 204);
    assert_eq!(caller.status("HEAD", "/api/hubs/chat/groups/03uv").await, 404);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_work_of_a_filter_is_bounded() {
    let mut busy = Busy::start(Emulator::builder(), 50, &"u".repeat(4000)).await;
    // Texts of 16 MB for each connection.
    let body = json!({"groups": ["g"], "filter": nested_concat(12)}).to_string();
    let response = busy.call("/api/hubs/chat/:addToGroups", body).await;
    assert_eq!(response.status, 400);
    assert_eq!(response.json()["message"], "The filter makes more than the 1048576 bytes of text of max_filter_text.");
    // As much work without a long text.
    let mut clauses = String::new();
    for _ in 0..20_000 {
        write!(clauses, "contains(userId,'{}') or ", "u".repeat(15) + "v").expect("written");
    }
    let body = json!({"groups": ["g"], "filter": format!("{clauses} false")}).to_string();
    let response = busy.call("/api/hubs/chat/:addToGroups", body).await;
    assert_eq!(response.status, 400);
    assert_eq!(response.json()["message"], "The filter takes more than the 10000000 steps of max_filter_steps.");
    let items = vec!["'x'"; 250_000].join(",");
    let body = json!({"groups": ["g"], "filter": format!("userId in ({items})")}).to_string();
    assert_eq!(busy.call("/api/hubs/chat/:addToGroups", body).await.status, 400);
    assert_eq!(Caller::new(&busy.emulator).status("HEAD", "/api/hubs/chat/groups/g").await, 404);
    // What people write is far below.
    let clauses = vec!["userId eq 'x'"; 100].join(" or ");
    let body = json!({"groups": ["g"], "filter": format!("startswith(userId,'u') and not ({clauses})")}).to_string();
    assert_eq!(busy.call("/api/hubs/chat/:addToGroups", body).await.status, 200);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_filter_with_much_work_delays_no_one() {
    let builder = Emulator::builder().max_filter_steps(u64::MAX).max_filter_text(usize::MAX);
    let mut busy = Busy::start(builder, 50, &"u".repeat(200)).await;
    // Of those, as many as a URL holds.
    let filter = format!("{} and {}", nested_concat(8), nested_concat(7)).replace('(', "%28").replace(' ', "%20");
    assert_eq!(busy.call(&format!("/api/hubs/chat/:send?filter={filter}"), "1".to_owned()).await.status, 202);
    let body = json!({"groups": ["g"], "filter": nested_concat(12)}).to_string();
    assert_eq!(busy.call("/api/hubs/chat/:addToGroups", body).await.status, 200);
}
