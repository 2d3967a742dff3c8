//! The protobuf protocols, by the numbers of their fields.

mod common;
#[path = "common/wire.rs"]
mod wire;

use common::{Caller, Recovery, Socket};
use serde_json::json;
use tokio_tungstenite::tungstenite::Message;
use webpubsub_emulator::{Emulator, EventHandler};
use wire::{Field, bytes, fields, inside, number};

const PROTOBUF: &str = "protobuf.webpubsub.azure.v1";
const RELIABLE: &str = "protobuf.reliable.webpubsub.azure.v1";

// Fields of UpstreamMessage.
const SEND: u64 = 1;
const EVENT: u64 = 5;
const JOIN: u64 = 6;
const LEAVE: u64 = 7;
const SEQUENCE_ACK: u64 = 8;
const PING: u64 = 9;
// Fields of DownstreamMessage.
const ACK: u64 = 1;
const DATA: u64 = 2;
const SYSTEM: u64 = 3;
const PONG: u64 = 4;

async fn connect(caller: &Caller, protocol: &str, claims: &serde_json::Value) -> (Socket, Recovery) {
    let mut socket = Socket::connect(&caller.client_url("chat", claims), Some(protocol)).await.expect("connected");
    let connected = inside(&socket.binary().await, &[SYSTEM, 1]);
    let text = |field| String::from_utf8(inside(&connected, &[field])).expect("UTF-8");
    let token = if protocol == RELIABLE { text(3) } else { String::new() };
    let recovery = Recovery { hub: "chat".to_owned(), id: text(1), token };
    (socket, recovery)
}

async fn send(socket: &mut Socket, kind: u64, message: &[&[u8]]) {
    socket.send(Message::binary(bytes(kind, message.concat()))).await;
}

/// The next frame, which has one field: its number and the fields in it.
async fn receive(socket: &mut Socket) -> (u64, Vec<Field>) {
    match fields(&socket.binary().await).as_slice() {
        [Field::Bytes(kind, message)] => (*kind, fields(message)),
        other => panic!("{other:?}"),
    }
}

fn text(field: u64, text: &str) -> Field {
    Field::Bytes(field, text.into())
}

#[tokio::test]
async fn clients_join_send_and_leave() {
    let emulator = Emulator::start().await.expect("started");
    let caller = Caller::new(&emulator);
    let roles = json!({"sub": "ann", "role": ["webpubsub.sendToGroup", "webpubsub.joinLeaveGroup"]});
    let (mut ann, recovery) = connect(&caller, PROTOBUF, &roles).await;
    let (mut bob, _) = caller.json("chat", &json!({"webpubsub.group": "g"})).await;
    assert_eq!(caller.status("HEAD", &format!("/api/hubs/chat/connections/{}", recovery.id)).await, 200);

    send(&mut ann, JOIN, &[&bytes(1, "g"), &number(2, 0)]).await;
    // The id 0 is left out, as the default of its field.
    assert_eq!(receive(&mut ann).await, (ACK, vec![Field::Number(2, 1)]));
    let metadata = bytes(6, [bytes(1, "k"), bytes(2, "v")].concat());
    send(&mut ann, SEND, &[&bytes(1, "g"), &bytes(3, bytes(1, "hi")), &metadata]).await;
    let expected =
        [text(1, "group"), text(2, "g"), Field::Bytes(3, bytes(1, "hi")), Field::Bytes(5, metadata[2..].to_vec())];
    assert_eq!(receive(&mut ann).await, (DATA, expected.to_vec()));
    let frame = bob.json().await;
    assert_eq!(
        (&frame["data"], &frame["metadata"], &frame["fromUserId"]),
        (&json!("hi"), &json!({"k": "v"}), &json!("ann"))
    );

    // Each kind of data, with noEcho.
    let any = [bytes(1, "type.googleapis.com/x"), bytes(2, [0, 0xff])].concat();
    let any_base64 = "ChV0eXBlLmdvb2dsZWFwaXMuY29tL3gSAgD/";
    for (data, data_type, value) in [
        (bytes(1, "é"), "text", json!("é")),
        (bytes(2, [0, 1, 0xff]), "binary", json!("AAH/")),
        (bytes(3, &any), "protobuf", json!(any_base64)),
        (bytes(4, r#"{"n": 1}"#), "json", json!({"n": 1})),
    ] {
        send(&mut ann, SEND, &[&bytes(1, "g"), &number(2, u64::from(data[0])), &bytes(3, &data), &number(4, 1)]).await;
        assert_eq!(receive(&mut ann).await.0, ACK, "no echo");
        let frame = bob.json().await;
        assert_eq!((&frame["dataType"], &frame["data"]), (&json!(data_type), &value));
    }
    send(&mut ann, LEAVE, &[&bytes(1, "g"), &number(2, 100)]).await;
    assert_eq!(receive(&mut ann).await, (ACK, vec![Field::Number(1, 100), Field::Number(2, 1)]));
    send(&mut ann, PING, &[]).await;
    assert_eq!(receive(&mut ann).await, (PONG, vec![]));
}

#[tokio::test]
async fn failures_have_names() {
    let emulator = Emulator::start().await.expect("started");
    let caller = Caller::new(&emulator);
    let (mut socket, _) = connect(&caller, PROTOBUF, &json!({"role": "webpubsub.joinLeaveGroup"})).await;
    let data = bytes(3, bytes(1, "hi"));
    let error = |name: &str, message: &str| Field::Bytes(3, [bytes(1, name), bytes(2, message)].concat());
    let failed = |id: u64, name, message| (ACK, vec![Field::Number(1, id), error(name, message)]);

    send(&mut socket, SEND, &[&bytes(1, "g"), &number(2, 1), &data]).await;
    let message = "The client does not have permission to send to group 'g'.";
    assert_eq!(receive(&mut socket).await, failed(1, "Forbidden", message));
    send(&mut socket, EVENT, &[&bytes(1, "e"), &bytes(2, bytes(1, "hi")), &number(3, 2)]).await;
    assert_eq!(receive(&mut socket).await, failed(2, "InternalServerError", "Internal server error"));
    for name in ["", "Duplicate"] {
        send(&mut socket, JOIN, &[&bytes(1, "g"), &number(2, 3)]).await;
        let (_, fields) = receive(&mut socket).await;
        let duplicate = error("Duplicate", "Message with ack-id: 3 has been processed");
        assert_eq!(fields.contains(&duplicate), !name.is_empty(), "{fields:?}");
    }
}

#[tokio::test]
async fn server_messages_have_the_data_of_the_call() {
    for json_data in [false, true] {
        let emulator = Emulator::builder().protobuf_json_data(json_data).start().await.expect("started");
        let caller = Caller::new(&emulator);
        let (mut socket, _) = connect(&caller, PROTOBUF, &json!({})).await;
        let headers = |kind| [("content-type", kind), ("x-webpubsub-metadata-k", "v")];
        for (kind, body, field) in [
            ("text/plain", "hi", 1),
            ("application/octet-stream", "\0", 2),
            ("application/json", r#"{"n":1}"#, if json_data { 4 } else { 1 }),
        ] {
            assert_eq!(caller.call("POST", "/api/hubs/chat/:send", &headers(kind), body).await.status, 202);
            let metadata = Field::Bytes(5, [bytes(1, "k"), bytes(2, "v")].concat());
            let expected = vec![text(1, "server"), Field::Bytes(3, bytes(field, body)), metadata];
            assert_eq!(receive(&mut socket).await, (DATA, expected));
        }
    }
}

#[tokio::test]
async fn invalid_frames_end_the_connection() {
    let emulator = Emulator::start().await.expect("started");
    let caller = Caller::new(&emulator);
    let group = bytes(1, "g");
    let data = bytes(3, bytes(1, "x"));
    let send = |parts: &[&[u8]]| Message::binary(bytes(SEND, parts.concat()));
    for (frame, code) in [
        (Message::text("{}"), 1003),
        (Message::binary(&b""[..]), 1007),
        (Message::binary(&b"\xff"[..]), 1007),
        (Message::binary(bytes(100, "x")), 1007),
        (Message::binary(bytes(JOIN, bytes(1, " "))), 1007),
        (Message::binary(bytes(JOIN, bytes(1, [0xff]))), 1007),
        (Message::binary(bytes(EVENT, bytes(1, "1"))), 1007),
        (send(&[&group]), 1007),
        (send(&[&group, &data, &number(5, 301)]), 1007),
        (send(&[&group, &bytes(3, bytes(4, "{"))]), 1007),
        (send(&[&group, &bytes(3, bytes(3, [0xff]))]), 1007),
        (send(&[&group, &data, &bytes(6, [bytes(1, "a b"), bytes(2, "v")].concat())]), 1007),
    ] {
        let (mut socket, recovery) = connect(&caller, PROTOBUF, &json!({"role": "webpubsub.sendToGroup"})).await;
        socket.send(frame.clone()).await;
        let reason = inside(&socket.binary().await, &[SYSTEM, 2, 2]);
        let (closed, told) = socket.closed().await.expect("a close frame");
        assert_eq!(closed, code, "{frame:?}: {told}");
        assert!(reason.starts_with(told.as_bytes()), "{reason:?}");
        assert_eq!(caller.status("HEAD", &format!("/api/hubs/chat/connections/{}", recovery.id)).await, 404);
    }
}

#[tokio::test]
async fn reliable_clients_recover() {
    let emulator = Emulator::start().await.expect("started");
    let caller = Caller::new(&emulator);
    let (mut socket, ann) = connect(&caller, RELIABLE, &json!({"role": "webpubsub.joinLeaveGroup"})).await;
    let path = format!("/api/hubs/chat/connections/{}/:send", ann.id);
    let long = "x".repeat(200);
    let message = |sequence, body: &str| {
        (DATA, vec![Field::Number(4, sequence), text(1, "server"), Field::Bytes(3, bytes(1, body))])
    };
    for (sequence, body) in [(1, "a"), (2, &*long), (3, "c")] {
        assert_eq!(caller.send(&path, body).await, 202);
        assert_eq!(receive(&mut socket).await, message(sequence, body));
    }
    send(&mut socket, SEQUENCE_ACK, &[&number(1, 1)]).await;
    send(&mut socket, JOIN, &[&bytes(1, "g"), &number(2, 9)]).await;
    assert_eq!(receive(&mut socket).await.0, ACK);
    drop(socket);
    for number in 4..=200 {
        assert_eq!(caller.send(&path, &number.to_string()).await, 202);
    }
    let mut socket = Socket::connect(&ann.url(&caller), Some(RELIABLE)).await.expect("it opens");
    assert_eq!(receive(&mut socket).await, message(2, &long));
    assert_eq!(receive(&mut socket).await, message(3, "c"));
    for number in 4..=200 {
        assert_eq!(receive(&mut socket).await, message(number, &number.to_string()));
    }
    send(&mut socket, JOIN, &[&bytes(1, "g"), &number(2, 9)]).await;
    let (_, fields) = receive(&mut socket).await;
    assert!(matches!(&fields[..], [Field::Number(1, 9), Field::Bytes(3, _)]), "{fields:?}");
}

#[tokio::test]
async fn previews_are_rejected_by_name() {
    let emulator = Emulator::builder().print_warnings(false).start().await.expect("started");
    let caller = Caller::new(&emulator);
    let (mut socket, _) = connect(&caller, PROTOBUF, &json!({})).await;
    let error = |name: &str, message: &str| [bytes(1, name), bytes(2, message)].concat();
    let no_streams = error("BadRequest", "The emulator does not support streams.");
    let no_state = error("BadRequest", "The emulator does not support group state.");
    let closed = (8, vec![text(1, "s"), Field::Bytes(2, no_streams)]);
    let data = bytes(3, bytes(1, "x"));
    for (kind, message, expected) in [
        (SEND, [bytes(1, "g"), bytes(7, bytes(1, "s"))].concat(), &closed),
        (13, [bytes(1, "s"), number(2, 1), data].concat(), &closed),
        (14, bytes(1, "s"), &closed),
        (
            15,
            [bytes(1, "g"), number(2, 5)].concat(),
            &(ACK, vec![Field::Number(1, 5), Field::Bytes(3, no_state.clone())]),
        ),
        (16, [bytes(1, "g"), number(2, 6)].concat(), &(ACK, vec![Field::Number(1, 6), Field::Bytes(3, no_state)])),
        (
            10,
            [bytes(1, "e"), bytes(2, "i")].concat(),
            &(5, vec![text(1, "i"), Field::Bytes(4, error("InternalServerError", "Internal server error"))]),
        ),
    ] {
        send(&mut socket, kind, &[&message]).await;
        assert_eq!(receive(&mut socket).await, *expected);
    }
    let (mut socket, _) = caller.json("chat", &json!({})).await;
    let error = |name: &str, message: &str| json!({"name": name, "message": message});
    let no_streams = error("BadRequest", "The emulator does not support streams.");
    let no_state = error("BadRequest", "The emulator does not support group state.");
    let failed = error("InternalServerError", "Internal server error");
    for (frame, expected) in [
        (
            json!({"type": "sendToGroup", "group": "g", "stream": {"streamId": "s"}}),
            json!({"type": "streamClosed", "streamId": "s", "error": no_streams}),
        ),
        (
            json!({"type": "setGroupState", "group": "g", "ackId": 5, "state": {}}),
            json!({"type": "ack", "ackId": 5, "success": false, "error": no_state}),
        ),
        (
            json!({"type": "invoke", "invocationId": "i", "target": "event", "event": "e"}),
            json!({"type": "invokeResponse", "invocationId": "i", "success": false, "error": failed}),
        ),
    ] {
        socket.send_json(&frame).await;
        assert_eq!(socket.json().await, expected);
    }
    let warnings = emulator.warnings();
    let expected = ["streams", "group state"]
        .map(|feature| format!("hub chat: a client uses {feature}, which the emulator does not support"));
    assert_eq!(warnings, expected);
}

#[tokio::test]
async fn events_reach_handlers() {
    let handler = |request: http::Request<bytes::Bytes>| async move {
        let header = |name| request.headers().get(name).map_or("-", |value| value.to_str().expect("text"));
        let seen = format!("{} {} {:?}", header("content-type"), header("x-webpubsub-metadata-k"), request.body());
        let response = http::Response::builder().header("content-type", "text/plain");
        response.header("x-webpubsub-metadata-r", "1").body(seen.into()).expect("valid")
    };
    let emulator =
        Emulator::builder().event_handler("chat", EventHandler::in_process(handler)).start().await.expect("started");
    let (mut socket, _) = connect(&Caller::new(&emulator), PROTOBUF, &json!({})).await;
    let any = [bytes(1, "t"), bytes(2, "v")].concat();
    for (data, expected) in [
        (bytes(1, "hi"), r#"text/plain v b"hi""#),
        (bytes(2, "\0"), r#"application/octet-stream v b"\0""#),
        (bytes(3, any), r#"application/x-protobuf v b"\n\x01t\x12\x01v""#),
        (bytes(4, "[1]"), r#"application/json v b"[1]""#),
    ] {
        let metadata = bytes(4, [bytes(1, "k"), bytes(2, "v")].concat());
        send(&mut socket, EVENT, &[&bytes(1, "e"), &bytes(2, data), &metadata]).await;
        let metadata = Field::Bytes(5, [bytes(1, "r"), bytes(2, "1")].concat());
        let message = vec![text(1, "server"), Field::Bytes(3, bytes(1, expected)), metadata];
        assert_eq!(receive(&mut socket).await, (DATA, message));
    }
    send(&mut socket, EVENT, &[&bytes(1, "e"), &bytes(2, bytes(1, "x")), &number(3, 7)]).await;
    assert_eq!(receive(&mut socket).await.0, DATA);
    assert_eq!(receive(&mut socket).await, (ACK, vec![Field::Number(1, 7), Field::Number(2, 1)]));
}
