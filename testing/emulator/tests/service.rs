//! Start and stop, versions, tokens, and browsers.

mod common;

use common::{Caller, now, sign};
use http::header::ORIGIN;
use serde_json::json;
use tokio::net::TcpStream;
use webpubsub_emulator::{DEFAULT_ACCESS_KEY, Emulator, StartError};

#[tokio::test]
async fn several_run_in_one_process() {
    let one = Emulator::start().await.expect("started");
    let two = Emulator::builder().access_key("k".repeat(32)).start().await.expect("started");
    assert_ne!(one.address(), two.address());
    assert_eq!(
        one.connection_string(),
        format!("Endpoint=http://{};AccessKey={DEFAULT_ACCESS_KEY};Version=1.0;", one.address())
    );
    let caller = Caller::new(&two);
    let mut client = caller.simple("chat", &json!({})).await;
    assert_eq!(Caller::new(&one).send("/api/hubs/chat/:send", "x").await, 202);
    assert_eq!(caller.send("/api/hubs/chat/:send", "y").await, 202);
    assert_eq!(client.text().await, "y");
    assert!(!format!("{two:?}").contains("kkk"));
}

#[tokio::test]
async fn stopping_closes_clients_and_frees_the_port() {
    let emulator = Emulator::start().await.expect("started");
    let address = emulator.address();
    let (mut client, _) = Caller::new(&emulator).json("chat", &json!({})).await;
    let (stopped, closed) = tokio::join!(emulator.stop(), async {
        assert_eq!(client.json().await["event"], "disconnected");
        client.closed().await
    });
    let () = stopped;
    assert_eq!(closed.expect("a close frame").0, 1001);
    assert!(TcpStream::connect(address).await.is_err());
    let again = Emulator::builder().port(address.port()).start().await.expect("the port is free");
    assert_eq!(again.address(), address);
    let error = Emulator::builder().port(address.port()).start().await.expect_err("the port is in use");
    assert!(matches!(error, StartError::Listen(_)));
    assert_eq!(error.to_string(), "cannot listen", "the source says why");
    assert!(std::error::Error::source(&error).is_some());
}

#[tokio::test]
async fn dropping_ends_all_tasks() {
    let emulator = Emulator::start().await.expect("started");
    let address = emulator.address();
    let (mut client, _) = Caller::new(&emulator).json("chat", &json!({})).await;
    drop(emulator);
    assert_eq!(client.closed().await, None);
    while TcpStream::connect(address).await.is_ok() {
        tokio::task::yield_now().await;
    }
}

#[tokio::test]
async fn versions() {
    let emulator = Emulator::start().await.expect("started");
    let caller = Caller::new(&emulator);
    for (query, expected) in [
        ("", 202),
        ("?api-version=2021-10-01", 202),
        ("?api-version=2022-11-01", 202),
        ("?api-version=2023-07-01", 202),
        ("?api-version=2024-01-01", 202),
        ("?api-version=2024-12-01", 202),
        ("?api-version=2020-10-01", 400),
        ("?api-version=2024-12-01&api-version=2024-12-01", 400),
    ] {
        let response = caller.call("POST", &format!("/api/hubs/chat/:send{query}"), &[], "x").await;
        assert_eq!(response.status, expected, "{query}");
        assert_eq!(
            response.header("api-supported-versions"),
            Some("2021-10-01, 2022-11-01, 2023-07-01, 2024-01-01, 2024-12-01")
        );
    }
}

#[tokio::test]
async fn rest_tokens_are_checked() {
    let emulator = Emulator::start().await.expect("started");
    let caller = Caller::new(&emulator);
    let url = format!("{}/api/hubs/chat/:send?excluded=a%20b", emulator.endpoint());
    let key = emulator.access_key();
    let call = async |header: String| {
        let response = caller.raw("POST", &url, &[("authorization", &header)], "x").await;
        assert!(response.body.is_empty());
        response.status
    };
    for (claims, expected) in [
        (json!({"aud": url, "exp": now()}), 202),
        (json!({"aud": url.replace("%20", "%2520"), "exp": now()}), 202),
        (json!({"aud": url.replace("%20", " "), "exp": now()}), 401),
        (json!({"aud": url.split('?').next(), "exp": now()}), 202),
        (json!({"aud": url, "exp": now() - 290}), 202),
        (json!({"aud": url, "exp": now() - 310}), 401),
        (json!({"aud": url}), 401),
        (json!({"exp": now()}), 401),
        (json!({"aud": emulator.endpoint(), "exp": now()}), 401),
    ] {
        assert_eq!(call(format!("Bearer {}", sign(&claims, key))).await, expected, "{claims}");
    }
    let token = caller.token(&url);
    assert_eq!(call(format!("bearer {token}")).await, 202);
    assert_eq!(call(format!("Basic {token}")).await, 401);
    assert_eq!(call(format!("Bearer {token}x")).await, 401);
    assert_eq!(caller.raw("POST", &url, &[], "x").await.status, 401);
}

#[tokio::test]
async fn http_2_is_supported() {
    let emulator = Emulator::start().await.expect("started");
    let caller = Caller::with_http_2(&emulator);
    let mut client = caller.simple("chat", &json!({})).await;
    let headers = [("content-type", "text/plain")];
    assert_eq!(caller.call("POST", "/api/hubs/chat/:send?filter=userId%20eq%20null", &headers, "x").await.status, 202);
    assert_eq!(client.text().await, "x");
    let response = caller.call("POST", "/api/hubs/chat/:send", &headers, vec![b'x'; 3 * 1024 * 1024]).await;
    assert_eq!(response.status, 400);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn all_clients_receive_all_messages_in_one_order() {
    let emulator = Emulator::start().await.expect("started");
    let caller = std::sync::Arc::new(Caller::new(&emulator));
    let mut clients = Vec::new();
    for _ in 0..5 {
        clients.push(caller.simple("chat", &json!({})).await);
    }
    let senders: Vec<_> = (0..8)
        .map(|sender| {
            let caller = std::sync::Arc::clone(&caller);
            tokio::spawn(async move {
                for number in 0..50 {
                    assert_eq!(caller.send("/api/hubs/chat/:send", &format!("{sender} {number}")).await, 202);
                }
            })
        })
        .collect();
    let mut all = Vec::new();
    for client in &mut clients {
        let mut got = Vec::new();
        for _ in 0..400 {
            got.push(client.text().await);
        }
        all.push(got);
    }
    for sender in senders {
        sender.await.expect("sent");
    }
    for sender in 0..8 {
        let own: Vec<_> = all[0].iter().filter(|text| text.starts_with(&format!("{sender} "))).cloned().collect();
        assert_eq!(own, (0..50).map(|number| format!("{sender} {number}")).collect::<Vec<_>>());
    }
    assert!(all.iter().all(|got| *got == all[0]));
}

#[tokio::test]
async fn unknown_paths() {
    let emulator = Emulator::start().await.expect("started");
    let caller = Caller::new(&emulator);
    let health = format!("{}/api/health", emulator.endpoint());
    assert_eq!(caller.raw("HEAD", &health, &[], "").await.status, 200);
    let response = caller.raw("GET", &health, &[], "").await;
    assert_eq!((response.status, response.header("allow")), (405, Some("HEAD")));
    let nothing = caller.call("GET", "/nothing", &[], "").await;
    assert!(nothing.status == 404 && String::from_utf8_lossy(&nothing.body).contains("/api/hubs/{hub}"));
    assert_eq!(caller.status("POST", "/api/hubs//:send").await, 404);
    assert_eq!(caller.status("POST", "/api/hubs/1bad/:send").await, 400);
    assert_eq!(caller.status("POST", "/api/hubs/chat/groups/../:send").await, 400);
    assert_eq!(caller.status("POST", "/api/hubs/chat/groups/%20/:send").await, 400);
}

#[tokio::test]
async fn pages_of_any_origin_may_call() {
    let emulator = Emulator::start().await.expect("started");
    let caller = Caller::new(&emulator);
    let url = format!("{}/api/hubs/chat/:send", emulator.endpoint());
    let response = caller
        .raw(
            "OPTIONS",
            &url,
            &[
                (ORIGIN.as_str(), "http://page"),
                ("access-control-request-method", "POST"),
                ("access-control-request-headers", "authorization,content-type"),
            ],
            "",
        )
        .await;
    assert_eq!(response.status, 204);
    assert_eq!(response.header("access-control-allow-origin"), Some("*"));
    assert_eq!(response.header("access-control-allow-headers"), Some("authorization,content-type"));
    assert!(response.header("access-control-allow-methods").is_some_and(|all| all.contains("DELETE")));

    // Rejections are readable too.
    let response = caller.raw("POST", &url, &[(ORIGIN.as_str(), "http://page")], "x").await;
    assert_eq!((response.status, response.header("access-control-allow-origin")), (401, Some("*")));
    assert!(response.header("access-control-expose-headers").is_some_and(|all| all.contains("x-ms-error-code")));
}
