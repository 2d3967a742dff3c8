//! Frames of clients: the JSON subprotocol, and none.

mod common;

use bytes::Bytes;
use common::{Caller, JSON, Socket};
use serde_json::json;
use tokio_tungstenite::tungstenite::Message;
use webpubsub_emulator::Emulator;

const ALL: &str = "webpubsub.sendToGroup";
const JOIN: &str = "webpubsub.joinLeaveGroup";

#[tokio::test]
async fn clients_join_send_and_leave() {
    let emulator = Emulator::start().await.expect("started");
    let caller = Caller::new(&emulator);
    let (mut ann, _) = caller.json("chat", &json!({"sub": "ann", "role": [ALL, JOIN]})).await;
    let (mut bob, _) = caller.json("chat", &json!({"webpubsub.group": "g"})).await;
    let ack = |id: u64| json!({"type": "ack", "ackId": id, "success": true});

    // The sender need not be in the group.
    ann.send_json(&json!({"type": "sendToGroup", "group": "g", "data": {"n": 1}, "ackId": 0})).await;
    assert_eq!(ann.json().await, ack(0));
    let frame = bob.json().await;
    assert_eq!(
        frame,
        json!({"type": "message", "from": "group", "fromUserId": "ann", "group": "g", "dataType": "json", "data": {"n": 1}})
    );

    ann.send_json(&json!({"type": "joinGroup", "group": "g", "ackId": 1})).await;
    assert_eq!(ann.json().await, ack(1));
    for (no_echo, data) in [(false, "echo"), (true, "no echo")] {
        ann.send_json(&json!({"type": "sendToGroup", "group": "g", "dataType": "text", "data": data, "noEcho": no_echo, "metadata": {"k": "v"}})).await;
        let frame = bob.json().await;
        assert_eq!((&frame["data"], &frame["metadata"]), (&json!(data), &json!({"k": "v"})));
    }
    assert_eq!(ann.json().await["data"], "echo");
    ann.send_json(&json!({"type": "leaveGroup", "group": "g", "ackId": 2})).await;
    assert_eq!(ann.json().await, ack(2));
    for (data_type, data) in [("binary", "AAH/"), ("protobuf", "eA==")] {
        ann.send_json(&json!({"type": "sendToGroup", "group": "g", "dataType": data_type, "data": data})).await;
        let frame = bob.json().await;
        assert_eq!((&frame["dataType"], &frame["data"]), (&json!(data_type), &json!(data)));
    }

    // A binary frame that holds text is read as text.
    ann.send(Message::Binary(Bytes::from(json!({"type": "PING"}).to_string()))).await;
    assert_eq!(ann.json().await, json!({"type": "pong"}));
}

#[tokio::test]
async fn requests_without_permission_are_not_performed() {
    let emulator = Emulator::start().await.expect("started");
    let caller = Caller::new(&emulator);
    let (mut socket, _) = caller.json("chat", &json!({})).await;
    for (index, (kind, verb)) in
        [("joinGroup", "join"), ("leaveGroup", "leave"), ("sendToGroup", "send to")].iter().enumerate()
    {
        // Without an id there is no acknowledgement.
        socket.send_json(&json!({"type": kind, "group": "g", "data": 1})).await;
        socket.send_json(&json!({"type": kind, "group": "g", "data": 1, "ackId": index})).await;
        let message = format!("The client does not have permission to {verb} group 'g'.");
        let expected = json!({"type": "ack", "ackId": index, "success": false, "error": {"name": "Forbidden", "message": message}});
        assert_eq!(socket.json().await, expected);
    }
    assert_eq!(caller.status("HEAD", "/api/hubs/chat/groups/g").await, 404);
}

#[tokio::test]
async fn a_request_is_performed_once() {
    let emulator = Emulator::start().await.expect("started");
    let caller = Caller::new(&emulator);
    let (mut socket, id) = caller.json("chat", &json!({"role": JOIN})).await;
    let send = json!({"type": "sendToGroup", "group": "g", "dataType": "text", "data": "x", "ackId": 7});
    // A failed request may be retried with the same id.
    socket.send_json(&send).await;
    assert_eq!(socket.json().await["error"]["name"], "Forbidden");
    let grant = format!("/api/hubs/chat/permissions/sendToGroup/connections/{id}?targetName=g");
    assert_eq!(caller.status("PUT", &grant).await, 200);
    socket.send_json(&send).await;
    assert_eq!(socket.json().await["success"], true);
    for frame in [send, json!({"type": "joinGroup", "group": "h", "ackId": 7})] {
        socket.send_json(&frame).await;
        let message = "Message with ack-id: 7 has been processed";
        let expected =
            json!({"type": "ack", "ackId": 7, "success": false, "error": {"name": "Duplicate", "message": message}});
        assert_eq!(socket.json().await, expected);
    }
    assert_eq!(caller.status("HEAD", "/api/hubs/chat/groups/h").await, 404);
}

#[tokio::test]
async fn events_have_no_handler() {
    let emulator = Emulator::start().await.expect("started");
    let caller = Caller::new(&emulator);
    let (mut socket, _) = caller.json("chat", &json!({})).await;
    socket.send_json(&json!({"type": "event", "event": "echo", "data": 1})).await;
    socket.send_json(&json!({"type": "event", "event": "echo", "data": 1, "ackId": 1})).await;
    let response = socket.json().await;
    assert_eq!((&response["ackId"], &response["error"]["name"]), (&json!(1), &json!("InternalServerError")));
}

#[tokio::test]
async fn invalid_frames_end_the_connection() {
    let emulator = Emulator::start().await.expect("started");
    let caller = Caller::new(&emulator);
    for (frame, code) in [
        (Message::text("{"), 1007),
        (Message::text(r#"{"type":"fly"}"#), 1007),
        (Message::text(r#"{"type":"joinGroup"}"#), 1007),
        (Message::Binary(Bytes::from_static(b"{")), 1007),
        (Message::Binary(Bytes::from_static(b"\xff")), 1003),
    ] {
        let (mut socket, id) = caller.json("chat", &json!({})).await;
        socket.send(frame.clone()).await;
        let last = socket.json().await;
        let (closed, reason) = socket.closed().await.expect("a close frame");
        assert_eq!(
            (closed, &last["event"], &last["message"]),
            (code, &json!("disconnected"), &json!(reason)),
            "{frame:?}"
        );
        assert_eq!(caller.status("HEAD", &format!("/api/hubs/chat/connections/{id}")).await, 404);
    }
}

#[tokio::test]
async fn invalid_websocket_frames_end_the_connection() {
    use tokio::io::AsyncWriteExt as _;
    let emulator = Emulator::start().await.expect("started");
    let caller = Caller::new(&emulator);
    // A masked text frame, payload x ^ mask 0.
    let text = |bytes: &[u8]| [&[0x81, 0x80 | u8::try_from(bytes.len()).expect("short"), 0, 0, 0, 0], bytes].concat();
    for (bytes, code) in [(text(b"\xff"), 1007), (vec![0x83, 0x80, 0, 0, 0, 0], 1002), (vec![0x81, 0x01, b'x'], 1002)] {
        let (mut socket, _) = caller.json("chat", &json!({})).await;
        let tokio_tungstenite::MaybeTlsStream::Plain(stream) = socket.0.get_mut() else { unreachable!() };
        stream.write_all(&bytes).await.expect("written");
        assert_eq!(socket.closed().await.expect("a close frame").0, code, "{bytes:?}");
    }
}

#[tokio::test]
async fn simple_clients_send_to_their_group() {
    let emulator = Emulator::start().await.expect("started");
    let caller = Caller::new(&emulator);
    let claims = json!({"sub": "ann", "role": "webpubsub.sendToGroup.g", "webpubsub.group": "g"});
    let mode = |query: &str| format!("{}&{query}", caller.client_url("chat", &claims));
    let (mut bob, _) = caller.json("chat", &json!({"webpubsub.group": "g"})).await;
    let mut echo = Socket::connect(&mode("webpubsub_mode=sendToGroup&group=g"), None).await.expect("connected");
    echo.send(Message::text("text")).await;
    let frame = bob.json().await;
    assert_eq!(
        (&frame["fromUserId"], &frame["dataType"], &frame["data"]),
        (&json!("ann"), &json!("text"), &json!("text"))
    );
    assert_eq!(echo.text().await, "text");
    echo.send(Message::Binary(Bytes::from_static(b"\0"))).await;
    assert_eq!(bob.json().await["data"], "AA==");
    assert_eq!(echo.binary().await, "\0");

    let mut quiet = Socket::connect(&mode("webpubsub_mode=SENDTOGROUP&group=x&group=g&noEcho=true"), None)
        .await
        .expect("connected");
    quiet.send(Message::text("quiet")).await;
    assert_eq!(bob.json().await["data"], "quiet");
    assert_eq!(echo.text().await, "quiet");
    assert_eq!(caller.send("/api/hubs/chat/:send", "end").await, 202);
    assert_eq!(quiet.text().await, "end");

    let mut denied = Socket::connect(&mode("webpubsub_mode=sendToGroup&group=h"), None).await.expect("connected");
    denied.send(Message::text("x")).await;
    assert_eq!(denied.closed().await.expect("a close frame").0, 1008);
    let mut event = Socket::connect(&mode("webpubsub_mode=sendEvent"), None).await.expect("connected");
    event.send(Message::text("x")).await;
    assert_eq!(event.closed().await.expect("a close frame").0, 1011);

    for bad in ["webpubsub_mode=x", "webpubsub_mode=sendToGroup", "webpubsub_mode=sendToGroup&group=g&noEcho=maybe"] {
        assert_eq!(Socket::connect(&mode(bad), None).await.err().map(|status| status.as_u16()), Some(400), "{bad}");
    }
    // With a subprotocol the mode is ignored.
    assert!(Socket::connect(&mode("webpubsub_mode=x"), Some(JSON)).await.is_ok());
}

/// Emulator and client share this thread.
#[tokio::test]
async fn a_client_is_not_silent_while_the_machine_stands_still() {
    let every = std::time::Duration::from_millis(50);
    let emulator = Emulator::builder().keep_alive(every).start().await.expect("started");
    let caller = Caller::new(&emulator);
    let (mut socket, id) = caller.json("chat", &json!({})).await;
    let path = format!("/api/hubs/chat/connections/{id}/:send");
    for _ in 0..5 {
        std::thread::sleep(every * 5);
        assert_eq!(caller.send(&path, "x").await, 202);
        assert_eq!(socket.json().await["data"], "x");
    }
}

#[tokio::test]
async fn a_silent_client_is_disconnected() {
    let emulator =
        Emulator::builder().keep_alive(std::time::Duration::from_millis(200)).start().await.expect("started");
    let caller = Caller::new(&emulator);
    // The client does not read, so it sends no pongs.
    let (_silent, id) = caller.json("chat", &json!({})).await;
    let path = format!("/api/hubs/chat/connections/{id}");
    while caller.status("HEAD", &path).await != 404 {}
    let (mut alive, id) = caller.json("chat", &json!({})).await;
    let path = format!("/api/hubs/chat/connections/{id}/:send");
    for _ in 0..50 {
        assert_eq!(caller.send(&path, "x").await, 202);
        assert_eq!(alive.json().await["data"], "x");
    }
}
