//! How clients connect and disconnect.

mod common;

use common::{Caller, JSON, Socket, now, sign};
use http::StatusCode;
use serde_json::json;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::client::IntoClientRequest as _;
use webpubsub_emulator::Emulator;

#[tokio::test]
async fn a_json_client_receives_connected() {
    let emulator = Emulator::start().await.expect("started");
    let caller = Caller::new(&emulator);
    let mut ann =
        Socket::connect(&caller.client_url("chat", &json!({"sub": "ann"})), Some(JSON)).await.expect("connected");
    let text = ann.text().await;
    let connected: serde_json::Value = serde_json::from_str(&text).expect("JSON");
    let id = connected["connectionId"].as_str().expect("an id");
    assert_eq!(id.len(), 32);
    assert_eq!(connected, json!({"type": "system", "event": "connected", "userId": "ann", "connectionId": id}));

    let mut nobody = Socket::connect(&caller.client_url("chat", &json!({})), Some(JSON)).await.expect("connected");
    assert!(nobody.json().await["userId"].is_null());
}

#[tokio::test]
async fn tokens_are_checked() {
    let emulator = Emulator::start().await.expect("started");
    let caller = Caller::new(&emulator);
    let audience = format!("{}/client/hubs/chat", emulator.endpoint());
    let url = audience.replacen("http", "ws", 1);
    let key = emulator.access_key();
    let good = json!({"aud": audience, "exp": now() + 60});

    for (claims, key, expected) in [
        (good.clone(), key, None),
        (json!({"aud": audience.replacen("http", "wss", 1), "exp": now() + 60}), key, None),
        (json!({"aud": audience, "exp": now() - 200}), key, None),
        (json!({"aud": audience, "exp": now() - 400}), key, Some(401)),
        (json!({"aud": audience}), key, Some(401)),
        (json!({"aud": format!("{audience}x"), "exp": now() + 60}), key, Some(401)),
        (good.clone(), "another key, thirty-two bytes long", Some(401)),
        (json!({"aud": audience, "exp": now() + 60, "webpubsub.group": [1]}), key, Some(400)),
        (json!({"aud": audience, "exp": now() + 60, "webpubsub.group": " "}), key, Some(400)),
    ] {
        let result = Socket::connect(&format!("{url}?access_token={}", sign(&claims, key)), None).await;
        assert_eq!(result.err().map(|status| status.as_u16()), expected, "{claims}");
    }
    assert_eq!(Socket::connect(&url, None).await.err(), Some(StatusCode::UNAUTHORIZED));
    let other = caller.client_url("chat", &json!({})).replace("/hubs/chat", "/hubs/news");
    assert_eq!(Socket::connect(&other, None).await.err(), Some(StatusCode::UNAUTHORIZED));
}

#[tokio::test]
async fn client_urls() {
    let emulator = Emulator::start().await.expect("started");
    let caller = Caller::new(&emulator);
    let url = caller.client_url("Chat", &json!({}));
    for same in [url.clone(), url.replace("/hubs/Chat?", "/?hub=chat&"), url.replace("/hubs/Chat?", "?hub=CHAT&")] {
        assert!(Socket::connect(&same, None).await.is_ok(), "{same}");
    }
    for bad in [caller.client_url("1chat", &json!({})), url.replace("/hubs/Chat?", "/?"), url.replace("Chat", "..")] {
        assert_eq!(Socket::connect(&bad, None).await.err(), Some(StatusCode::BAD_REQUEST), "{bad}");
    }
    // The same token in a header; then a request that is not a WebSocket handshake.
    let (plain, token) = url.split_once("?access_token=").expect("a token");
    let mut request = plain.into_client_request().expect("request");
    request.headers_mut().insert("authorization", format!("Bearer {token}").parse().expect("header"));
    assert!(tokio_tungstenite::connect_async(request).await.is_ok());
    assert_eq!(caller.status("GET", "/client/hubs/chat").await, 400);
}

#[tokio::test]
async fn subprotocols_are_selected() {
    let emulator = Emulator::start().await.expect("started");
    let caller = Caller::new(&emulator);
    let url = caller.client_url("chat", &json!({}));
    let mut request = url.as_str().into_client_request().expect("request");
    request.headers_mut().insert("sec-websocket-protocol", "mine, json.webpubsub.azure.v1".parse().expect("header"));
    let (_, response) = tokio_tungstenite::connect_async(request).await.expect("connected");
    assert_eq!(response.headers()["sec-websocket-protocol"], JSON);
    assert_eq!(Socket::connect(&url, Some("mine")).await.err(), Some(StatusCode::BAD_REQUEST));
}

#[tokio::test]
async fn connections_exist_from_101_to_their_end() {
    let emulator = Emulator::start().await.expect("started");
    let caller = Caller::new(&emulator);
    let (mut socket, id) = caller.json("chat", &json!({})).await;
    let path = format!("/api/hubs/CHAT/connections/{id}");
    assert_eq!(caller.status("HEAD", &path).await, 200);
    assert_eq!(caller.status("HEAD", &path.replace("CHAT", "news")).await, 404);

    let reason = "é".repeat(100);
    assert_eq!(caller.status("DELETE", &format!("{path}?reason={}", "%C3%A9".repeat(100))).await, 204);
    assert_eq!(caller.status("HEAD", &path).await, 404);
    assert_eq!(
        socket.json().await,
        json!({
            "type": "system", "event": "disconnected",
            "message": format!("Application server closed the connection. Reason: {reason}"),
        })
    );
    assert_eq!(socket.closed().await, Some((1000, "é".repeat(61))));
    assert_eq!(caller.status("DELETE", &path).await, 204);
}

#[tokio::test]
async fn a_disconnected_client_is_removed() {
    let emulator = Emulator::start().await.expect("started");
    let caller = Caller::new(&emulator);
    let (_stays, _) = caller.json("chat", &json!({})).await;
    for polite in [true, false] {
        let (mut socket, id) = caller.json("chat", &json!({"sub": "ann", "webpubsub.group": "g"})).await;
        if polite {
            socket.send(Message::Close(None)).await;
            assert_eq!(socket.closed().await, None);
        } else {
            drop(socket);
        }
        let path = format!("/api/hubs/chat/connections/{id}");
        while caller.status("HEAD", &path).await != 404 {
            tokio::task::yield_now().await;
        }
        for trace in ["users/ann", "groups/g"] {
            assert_eq!(caller.status("HEAD", &format!("/api/hubs/chat/{trace}")).await, 404, "{trace}");
        }
    }
}

#[tokio::test]
async fn a_message_that_is_too_large_is_closed_with_1009() {
    let emulator = Emulator::start().await.expect("started");
    let caller = Caller::new(&emulator);
    let (mut socket, _) = caller.json("chat", &json!({})).await;
    socket.send(Message::text("x".repeat(16 << 20))).await;
    assert_eq!(socket.json().await["event"], "disconnected");
    assert_eq!(socket.closed().await.expect("a close frame").0, 1009);
}
