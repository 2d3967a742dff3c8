//! The endpoint below `/emulator/`, for tests in any language, and what keeps others from it.

mod common;

use std::time::{Duration, Instant};

use common::{Caller, Response};
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use webpubsub_emulator::Emulator;

/// A call with the access key, as a test in another language makes it.
async fn call(emulator: &Emulator, method: &str, path: &str, body: &str) -> Response {
    let authorization = format!("Bearer {}", emulator.access_key());
    let url = format!("{}/emulator/{path}", emulator.endpoint());
    Caller::new(emulator).raw(method, &url, &[("authorization", &authorization)], body.to_owned()).await
}

async fn get(emulator: &Emulator, path: &str) -> Value {
    let response = call(emulator, "GET", path, "").await;
    assert_eq!(response.status, 200, "{path}: {}", String::from_utf8_lossy(&response.body));
    response.json()
}

#[tokio::test]
async fn the_record_is_queried_and_waited_for() {
    let emulator = Emulator::start().await.expect("started");
    let caller = Caller::new(&emulator);
    let (mut ann, id) = caller.json("chat", &json!({"sub": "ann", "webpubsub.group": "g"})).await;
    caller.send("/api/hubs/chat/groups/g/:send", "Good evening").await;
    assert_eq!(ann.json().await["data"], "Good evening");
    caller.status("HEAD", "/api/hubs/news/groups/g").await;
    for (query, expected) in [
        ("", 4),
        ("kind=request", 2),
        ("kind=request&hub=chat", 1),
        ("kind=opened&user=ann", 1),
        (&format!("connection={id}"), 2),
        ("group=g&status=202", 1),
        ("text=good%20EVENING", 1),
        ("after=3", 1),
        ("limit=2", 2),
        ("kind=closed", 0),
    ] {
        let found = get(&emulator, &format!("record?{query}")).await;
        assert_eq!(found["entries"].as_array().expect("a list").len(), expected, "{query}: {found:#}");
        assert_eq!(found["newest"], 4, "calls of the endpoint itself are not recorded");
    }
    let entry = get(&emulator, "record/3").await;
    assert_eq!((&entry["body"], &entry["receivers"]), (&json!("R29vZCBldmVuaW5n"), &json!(1)));

    let waiting = get(&emulator, "record?kind=closed&code=4002&wait=10");
    let closing = async {
        let path = format!("clients/chat/{id}/close");
        assert_eq!(call(&emulator, "POST", &path, r#"{"code":4002,"reason":"done"}"#).await.status, 200);
        ann.closed().await
    };
    let (found, closed) = tokio::join!(waiting, closing);
    assert_eq!((&found["entries"][0]["reason"], closed), (&json!("done"), Some((4002, "done".to_owned()))));

    assert_eq!(call(&emulator, "DELETE", "record", "").await.status, 200);
    assert!(emulator.record().is_empty());
    assert_eq!(call(&emulator, "GET", "record/3", "").await.status, 404);
}

#[tokio::test]
async fn clients_and_clock_are_moved() {
    let emulator = Emulator::start().await.expect("started");
    let caller = Caller::new(&emulator);
    let (mut ann, id) = caller.json("Chat", &json!({"sub": "ann", "webpubsub.group": ["a", "b"]})).await;
    let clients = get(&emulator, "clients?hub=CHAT").await;
    assert_eq!(clients["all"], 1);
    let client = &clients["clients"][0];
    assert_eq!(
        (&client["connection"], &client["user"], &client["groups"]),
        (&json!(id), &json!("ann"), &json!(["a", "b"]))
    );
    let state = get(&emulator, "state").await;
    assert_eq!(
        state["hubs"],
        json!([{"name": "chat", "connections": 1, "allGroups": 2,
        "groups": [{"name": "a", "connections": 1}, {"name": "b", "connections": 1}]}])
    );
    assert_eq!(state["counters"]["opened"], 1);

    for (action, body) in [("slow", r#"{"delay":0.01}"#), ("cut", r#"{"afterFrames":2}"#)] {
        assert_eq!(call(&emulator, "POST", &format!("clients/chat/{id}/{action}"), body).await.status, 200, "{action}");
    }
    for text in ["one", "two", "three"] {
        caller.send("/api/hubs/chat/:send", text).await;
    }
    assert_eq!((ann.json().await["data"].take(), ann.json().await["data"].take()), (json!("one"), json!("two")));
    assert_eq!(ann.closed().await, None);
    let (mut bob, id) = caller.json("chat", &json!({})).await;
    assert_eq!(call(&emulator, "POST", &format!("clients/chat/{id}/cut"), "").await.status, 200);
    assert_eq!(bob.closed().await, None);

    let moved = call(&emulator, "POST", "clock", r#"{"advance":361.5}"#).await.json();
    assert_eq!(moved["advanced"], 361.5);
    assert_eq!(caller.status("HEAD", "/api/hubs/chat/users/ann").await, 401);
}

#[tokio::test]
async fn tokens_are_those_of_any_caller() {
    let emulator = Emulator::start().await.expect("started");
    let (caller, path) = (Caller::new(&emulator), "/api/hubs/chat/users/ann");
    let token = call(&emulator, "POST", "tokens", &json!({ "path": path }).to_string()).await.json();
    let bearer = format!("Bearer {}", token["token"].as_str().expect("a token"));
    let url = format!("{}{path}", emulator.endpoint());
    assert_eq!(caller.raw("HEAD", &url, &[("authorization", &bearer)], "").await.status, 404);
}

#[tokio::test]
async fn invalid_requests_say_why() {
    let emulator = Emulator::start().await.expect("started");
    let (_ann, id) = Caller::new(&emulator).json("chat", &json!({})).await;
    let act = |action: &str| format!("clients/chat/{id}/{action}");
    let large = format!(r#"{{"path":"/{}"}}"#, "x".repeat(70_000));
    for (method, path, body, status, why) in [
        ("GET", "nothing", "", 404, "no such path"),
        ("POST", "state", "", 405, "has GET"),
        ("GET", "clients", "", 400, "hub is missing"),
        ("GET", "record?kind=x", "", 400, "kind must be"),
        ("GET", "record?after=-1", "", 400, "after must be"),
        ("GET", "record?status=70000", "", 400, "status must be"),
        ("GET", "record/x", "", 404, "does not have this entry"),
        ("GET", "events?after=x", "", 400, "after must be"),
        ("POST", "clients/chat/nobody/cut", "", 404, "no such connection"),
        ("POST", &act("close"), r#"{"code":999}"#, 400, "from 1000 to 4999"),
        ("POST", &act("close"), r#"{"code":"x"}"#, 400, "whole number"),
        ("POST", &act("slow"), "{}", 400, "delay must be"),
        ("POST", &act("cut"), "[", 400, "JSON object"),
        ("POST", "clock", r#"{"advance":-1}"#, 400, "advance must be"),
        ("POST", "clock", r#"{"advance":1e300}"#, 400, "advance must be"),
        ("POST", "tokens", r#"{"path":"http://x"}"#, 400, "path must be"),
        ("POST", "tokens", r#"{"path":"/","claims":1}"#, 400, "claims must be"),
        ("POST", "tokens", &large, 400, "cannot be read"),
    ] {
        let response = call(&emulator, method, path, body).await;
        let error = response.json()["error"].as_str().expect("an error").to_owned();
        assert!(response.status == status && error.contains(why), "{method} {path}: {} {error}", response.status);
    }
}

#[tokio::test]
async fn others_get_nothing() {
    let emulator = Emulator::builder().page_host("emulator.internal").start().await.expect("started");
    let caller = Caller::new(&emulator);
    let (page, state) = (format!("{}/", emulator.endpoint()), format!("{}/emulator/state", emulator.endpoint()));
    let bearer = format!("Bearer {}", emulator.access_key());
    let key = ("authorization", bearer.as_str());
    let port = emulator.address().port();
    let (own, other) = (format!("localhost:{port}"), format!("http://localhost:{}", port - 1));
    let origin = format!("http://{own}");
    for (url, headers, status) in [
        (&page, &[][..], 200),
        (&page, &[("host", "emulator.internal:80")], 200),
        (&page, &[("host", "[::1]:7")], 200),
        (&page, &[("host", "evil.example")], 403),
        (&page, &[("origin", "http://evil.example")], 403),
        (&state, &[], 401),
        (&state, &[("authorization", "Bearer wrong")], 401),
        (&state, &[("x-emulator-token", "wrong")], 401),
        (&state, &[key], 200),
        (&state, &[key, ("host", &own), ("origin", &origin)], 200),
        (&state, &[key, ("host", &own), ("origin", &other)], 403),
        (&state, &[key, ("origin", "null")], 403),
        (&state, &[key, ("host", "evil.example")], 403),
        (&state, &[key, ("sec-fetch-site", "same-site")], 403),
        (&state, &[key, ("sec-fetch-site", "cross-site")], 403),
    ] {
        let response = caller.raw("GET", url, headers, "").await;
        let text = String::from_utf8_lossy(&response.body);
        assert_eq!(response.status, status, "{url} {headers:?}: {text}");
        assert!(status == 200 || !text.contains(emulator.access_key()), "{text}");
        assert!(response.header("access-control-allow-origin").is_none());
    }
    let preflight = [("origin", "http://evil.example"), ("access-control-request-method", "POST")];
    let response = caller.raw("OPTIONS", &state, &preflight, "").await;
    assert!(response.status == 403 && response.header("access-control-allow-methods").is_none());
    // The rest of the service has any host.
    let url = format!("{}/api/health", emulator.endpoint());
    assert_eq!(caller.raw("HEAD", &url, &[("host", "evil.example")], "").await.status, 200);

    let off = Emulator::builder().page(false).start().await.expect("started");
    for path in ["/", "/emulator/state"] {
        let response = Caller::new(&off).raw("GET", &format!("{}{path}", off.endpoint()), &[key], "").await;
        assert_eq!(response.status, 404, "{path}");
    }
}

#[tokio::test]
async fn the_page_holds_its_key_safely() {
    let key = "</script><b>\"'&{{nonce}} and more";
    let emulator = Emulator::builder().access_key(key).start().await.expect("started");
    let page = Caller::new(&emulator).raw("GET", &format!("{}/", emulator.endpoint()), &[], "").await;
    let text = String::from_utf8(page.body.to_vec()).expect("text");
    let settings =
        text.split(r#"id="settings">"#).nth(1).and_then(|rest| rest.split("</script>").next()).expect("settings");
    let settings: Value = serde_json::from_str(settings).expect("JSON");
    assert_eq!(settings["accessKey"], key);
    let policy = page.header("content-security-policy").expect("a policy");
    let nonce = policy.split("script-src 'nonce-").nth(1).and_then(|rest| rest.split('\'').next()).expect("a nonce");
    assert!(
        text.contains(&format!(r#"<script nonce="{nonce}">"#)) && policy.contains("frame-ancestors 'none'"),
        "{policy}"
    );
    assert_eq!(page.header("cache-control"), Some("no-store"));
    // Nothing from elsewhere, but for names of XML.
    assert!(!text.replace("http://www.w3.org/2000/svg", "").contains("http://"), "no other host");
}

/// An open stream of events, read up to a text.
async fn events(emulator: &Emulator, until: &str) -> Result<TcpStream, String> {
    let mut stream = TcpStream::connect(emulator.address()).await.expect("connected");
    let head = format!(
        "GET /emulator/events HTTP/1.1\r\nhost: localhost\r\nauthorization: Bearer {}\r\n\r\n",
        emulator.access_key()
    );
    stream.write_all(head.as_bytes()).await.expect("written");
    let mut read = String::new();
    while !read.contains(until) {
        let mut chunk = [0; 4096];
        match stream.read(&mut chunk).await {
            Ok(size @ 1..) => read += &String::from_utf8_lossy(&chunk[..size]),
            _ => return Err(read),
        }
        if read.starts_with("HTTP/1.1 503") {
            return Err(read);
        }
    }
    Ok(stream)
}

#[tokio::test]
async fn streams_are_few_and_end_with_the_emulator() {
    let emulator = Emulator::start().await.expect("started");
    Caller::new(&emulator).send("/api/hubs/chat/:send", "hello").await;
    let mut streams = Vec::new();
    for _ in 0..16 {
        streams.push(events(&emulator, r#""preview":"hello""#).await.expect("an event"));
    }
    assert!(events(&emulator, "id: ").await.is_err_and(|response| response.contains("16 streams")));
    drop(streams.pop());
    let begin = Instant::now();
    while events(&emulator, "retry: ").await.is_err() {
        assert!(begin.elapsed() < Duration::from_secs(10), "a stream that ended makes room");
    }
    let waiting = tokio::spawn({
        let (url, bearer) = (
            format!("{}/emulator/record?kind=closed&wait=30", emulator.endpoint()),
            format!("Bearer {}", emulator.access_key()),
        );
        let caller = Caller::new(&emulator);
        async move { caller.raw("GET", &url, &[("authorization", &bearer)], "").await.json() }
    });
    let address = emulator.address();
    tokio::task::yield_now().await;
    let begin = Instant::now();
    emulator.stop().await;
    assert!(begin.elapsed() < Duration::from_secs(2), "{:?}", begin.elapsed());
    drop(waiting.await);
    assert!(TcpStream::connect(address).await.is_err(), "the port is free");
    for stream in &mut streams {
        let mut rest = Vec::new();
        let _ = stream.read_to_end(&mut rest).await;
    }
}

#[tokio::test]
async fn a_flood_is_batched_and_counted() {
    let emulator = Emulator::builder().record(500, 1 << 20).start().await.expect("started");
    let caller = Caller::new(&emulator);
    for _ in 0..700 {
        caller.status("HEAD", "/api/health").await;
    }
    let mut stream = events(&emulator, "retry: 100\n\n").await.expect("a stream");
    let mut read = String::new();
    while !read.contains("\n\n") || !read.contains("data: ") {
        let mut chunk = vec![0; 1 << 16];
        let size = stream.read(&mut chunk).await.expect("an event");
        read += &String::from_utf8_lossy(&chunk[..size]);
    }
    // 500 were kept, 250 are in the batch.
    assert!(read.contains(r#""leftOut":450"#), "{}", &read[read.len().saturating_sub(200)..]);
    assert_eq!(read.matches(r#""number":"#).count(), 250);
}
