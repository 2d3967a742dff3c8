//! The reliable JSON protocol: numbers, acknowledgements, recovery.

mod common;

use std::time::Duration;

use common::{Caller, JSON, Recovery, Socket};
use serde_json::{Value, json};
use tokio::time::timeout;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::protocol::CloseFrame;
use webpubsub_emulator::Emulator;

const MINUTE: Duration = Duration::from_secs(60);
/// For what happens at once.
const LIMIT: Duration = Duration::from_secs(20);

async fn send(caller: &Caller, to: &Recovery, text: &str) {
    let path = format!("/api/hubs/{}/connections/{}/:send", to.hub, to.id);
    assert_eq!(caller.send(&path, text).await, 202);
}

async fn exists(caller: &Caller, connection: &Recovery) -> bool {
    caller.status("HEAD", &format!("/api/hubs/{}/connections/{}", connection.hub, connection.id)).await == 200
}

/// The next message: its number and its text.
async fn message(socket: &mut Socket) -> (u64, String) {
    let frame = socket.json().await;
    assert_eq!(frame["type"], "message", "{frame}");
    (frame["sequenceId"].as_u64().expect("a number"), frame["data"].as_str().expect("text").to_owned())
}

/// Acknowledges all up to a message, and waits until that was read.
async fn acknowledge(socket: &mut Socket, sequence: u64) {
    socket.send_json(&json!({"type": "sequenceAck", "sequenceId": sequence})).await;
    socket.send_json(&json!({"type": "ping"})).await;
    assert_eq!(socket.json().await, json!({"type": "pong"}));
}

/// Whether the attempt was refused: the WebSocket opens, and is closed with 1008.
async fn refused(caller: &Caller, recovery: &Recovery) -> bool {
    code(recovery.recover(caller).await).await == Some(1008)
}

/// The code of the close frame; none if the connection stays.
async fn code(mut socket: Socket) -> Option<u16> {
    timeout(LIMIT, socket.closed()).await.ok()?.map(|(code, _)| code)
}

#[tokio::test]
async fn only_messages_are_numbered() {
    let emulator = Emulator::start().await.expect("started");
    let caller = Caller::new(&emulator);
    let (mut socket, ann) = caller
        .reliable("chat", &json!({"sub": "ann", "role": ["webpubsub.sendToGroup", "webpubsub.joinLeaveGroup"]}))
        .await;
    socket.send_json(&json!({"type": "joinGroup", "group": "g", "ackId": 1})).await;
    assert_eq!(socket.json().await, json!({"type": "ack", "ackId": 1, "success": true}));
    let metadata = json!({"k": "v"});
    let frame = json!({"type": "sendToGroup", "group": "g", "data": {"n": 1}, "metadata": metadata, "ackId": 2});
    socket.send_json(&frame).await;
    let (mut frames, mut texts) = (Vec::new(), Vec::new());
    for _ in 0..2 {
        texts.push(socket.text().await);
        frames.push(serde_json::from_str::<Value>(texts.last().expect("a frame")).expect("JSON"));
    }
    frames.sort_by_key(|frame| frame["type"].to_string());
    let expected = json!({"type": "message", "sequenceId": 1, "from": "group", "fromUserId": "ann", "group": "g",
                          "dataType": "json", "data": {"n": 1}, "metadata": metadata});
    assert_eq!(frames, [json!({"type": "ack", "ackId": 2, "success": true}), expected]);
    send(&caller, &ann, "two").await;
    assert_eq!(
        socket.json().await,
        json!({"type": "message", "sequenceId": 2, "from": "server", "dataType": "text", "data": "two"})
    );
}

#[tokio::test]
async fn what_was_not_acknowledged_comes_again() {
    let emulator = Emulator::start().await.expect("started");
    let caller = Caller::new(&emulator);
    let (mut socket, ann) =
        caller.reliable("chat", &json!({"webpubsub.group": "g", "role": "webpubsub.sendToGroup.g"})).await;
    for text in ["a", "b", "c"] {
        send(&caller, &ann, text).await;
    }
    for expected in [(1, "a".to_owned()), (2, "b".to_owned())] {
        assert_eq!(message(&mut socket).await, expected);
    }
    socket.send_json(&json!({"type": "sequenceAck", "sequenceId": 1})).await;
    let group =
        json!({"type": "sendToGroup", "group": "g", "noEcho": true, "dataType": "text", "data": "x", "ackId": 7});
    socket.send_json(&group).await;
    assert_eq!(message(&mut socket).await, (3, "c".to_owned()));
    assert_eq!(socket.json().await["success"], true);
    drop(socket);

    // While it is away it is in its groups, and can be added to others.
    assert_eq!(caller.send("/api/hubs/chat/groups/g/:send", "d").await, 202);
    assert_eq!(caller.status("PUT", &format!("/api/hubs/chat/groups/h/connections/{}", ann.id)).await, 200);
    assert_eq!(caller.send("/api/hubs/chat/groups/h/:send", "e").await, 202);
    let mut socket = ann.recover(&caller).await;
    for expected in [(2, "b"), (3, "c"), (4, "d"), (5, "e")] {
        assert_eq!(message(&mut socket).await, (expected.0, expected.1.to_owned()));
    }
    // What it did before is not done twice.
    socket.send_json(&group).await;
    assert_eq!(socket.json().await["error"]["name"], "Duplicate");
    acknowledge(&mut socket, 4).await;
    drop(socket);
    let mut socket = ann.recover(&caller).await;
    assert_eq!(message(&mut socket).await, (5, "e".to_owned()));
    send(&caller, &ann, "f").await;
    assert_eq!(message(&mut socket).await, (6, "f".to_owned()));
}

#[tokio::test]
async fn an_acknowledgement_of_the_future_does_nothing() {
    let emulator = Emulator::start().await.expect("started");
    let caller = Caller::new(&emulator);
    let (mut socket, ann) = caller.reliable("chat", &json!({})).await;
    acknowledge(&mut socket, u64::MAX).await;
    drop(socket);
    send(&caller, &ann, "a").await;
    let mut socket = ann.recover(&caller).await;
    assert_eq!(message(&mut socket).await, (1, "a".to_owned()));
}

#[tokio::test]
async fn a_new_transport_replaces_the_old_one() {
    let emulator = Emulator::start().await.expect("started");
    let caller = Caller::new(&emulator);
    let (mut old, ann) = caller.reliable("chat", &json!({"role": "webpubsub.joinLeaveGroup"})).await;
    send(&caller, &ann, "a").await;
    let mut new = ann.recover(&caller).await;
    assert_eq!(message(&mut new).await, (1, "a".to_owned()));
    while let Some(Ok(frame)) = futures_util::StreamExt::next(&mut old.0).await {
        assert!(!frame.is_close(), "the old one is aborted: {frame:?}");
    }
    new.send_json(&json!({"type": "joinGroup", "group": "g", "ackId": 1})).await;
    assert_eq!(new.json().await["success"], true);
    assert!(exists(&caller, &ann).await);
}

#[tokio::test]
async fn what_cannot_be_recovered_is_closed() {
    let emulator = Emulator::start().await.expect("started");
    let caller = Caller::new(&emulator);
    let (_socket, ann) = caller.reliable("chat", &json!({})).await;
    let (_other, bob) = caller.reliable("chat", &json!({})).await;
    let unknown = Recovery { id: "0".repeat(32), ..ann.clone() };
    let foreign = Recovery { token: bob.token.clone(), ..ann.clone() };
    let none = Recovery { token: String::new(), ..ann.clone() };
    let forged = Recovery { token: ann.token[1..].to_owned(), ..ann.clone() };
    let elsewhere = Recovery { hub: "news".to_owned(), ..ann.clone() };
    for bad in [unknown, foreign, none, forged, elsewhere] {
        assert!(refused(&caller, &bad).await, "{bad:?}");
    }
    for protocol in [None, Some(JSON)] {
        let socket = Socket::connect(&ann.url(&caller), protocol).await.expect("it opens");
        assert_eq!(code(socket).await, Some(1008), "{protocol:?}");
    }
    let mut recovered = ann.recover(&caller).await;
    send(&caller, &ann, "a").await;
    assert_eq!(message(&mut recovered).await, (1, "a".to_owned()), "it was left in peace");
}

#[tokio::test]
async fn a_connection_that_ended_cannot_be_recovered() {
    let emulator = Emulator::start().await.expect("started");
    let caller = Caller::new(&emulator);
    let close = |code: u16| Message::Close(Some(CloseFrame { code: code.into(), reason: "bye".into() }));

    // The client left.
    let (mut socket, ann) = caller.reliable("chat", &json!({})).await;
    socket.send(close(1000)).await;
    let gone = async { while exists(&caller, &ann).await {} };
    timeout(LIMIT, gone).await.expect("it has left");
    assert!(refused(&caller, &ann).await);
    // The server closed it, while it was there and while it was away.
    for away in [false, true] {
        let (mut socket, ann) = caller.reliable("chat", &json!({})).await;
        send(&caller, &ann, "last").await;
        let socket = if away {
            drop(socket);
            None
        } else {
            assert_eq!(message(&mut socket).await.1, "last");
            Some(socket)
        };
        assert_eq!(caller.status("DELETE", &format!("/api/hubs/chat/connections/{}?reason=x", ann.id)).await, 204);
        if let Some(mut socket) = socket {
            assert_eq!(socket.json().await["event"], "disconnected");
            assert_eq!(socket.closed().await, Some((1000, "x".to_owned())));
        }
        assert!(refused(&caller, &ann).await, "away: {away}");
    }
    // It violated the protocol.
    let (mut socket, ann) = caller.reliable("chat", &json!({})).await;
    socket.send(Message::text("{")).await;
    assert_eq!(socket.closed().await.expect("a close frame").0, 1007);
    assert!(refused(&caller, &ann).await);
    // Another code, or none, may be a timeout of the client, which comes back.
    for frame in [close(1001), close(4000), Message::Close(None)] {
        let (mut socket, ann) = caller.reliable("chat", &json!({})).await;
        socket.send(frame).await;
        socket.closed().await;
        send(&caller, &ann, "a").await;
        assert_eq!(message(&mut ann.recover(&caller).await).await.1, "a");
    }
}

#[tokio::test]
async fn a_connection_is_kept_for_thirty_seconds() {
    let emulator = Emulator::start().await.expect("started");
    let caller = Caller::new(&emulator);
    let (socket, ann) = caller.reliable("chat", &json!({"sub": "ann"})).await;
    drop(socket);
    // Recovered, so that its transport is surely lost after that.
    drop(ann.recover(&caller).await);
    emulator.advance_clock(Duration::from_secs(29));
    assert!(exists(&caller, &ann).await);
    let mut socket = ann.recover(&caller).await;
    emulator.advance_clock(MINUTE);
    send(&caller, &ann, "a").await;
    assert_eq!(message(&mut socket).await.1, "a", "the time counts from the loss");
    drop(socket);
    // The loss may be noticed after the first minute has passed.
    while exists(&caller, &ann).await {
        emulator.advance_clock(MINUTE);
    }
    assert!(refused(&caller, &ann).await);
    assert_eq!(caller.status("HEAD", "/api/hubs/chat/users/ann").await, 404);
}

#[tokio::test]
async fn too_many_unacknowledged_messages_end_the_connection() {
    let emulator = Emulator::start().await.expect("started");
    let caller = Caller::new(&emulator);
    for away in [false, true] {
        let (mut socket, ann) = caller.reliable("chat", &json!({})).await;
        if away {
            drop(socket.0);
            socket = ann.recover(&caller).await;
        }
        for number in 1..=1000 {
            send(&caller, &ann, "x").await;
            if !away {
                assert_eq!(message(&mut socket).await.0, number);
            }
        }
        assert!(exists(&caller, &ann).await, "a thousand are kept");
        send(&caller, &ann, "x").await;
        assert!(!exists(&caller, &ann).await);
        assert_eq!(socket.closed().await.expect("a close frame").0, 1008);
        assert!(refused(&caller, &ann).await, "away: {away}");
    }
}

#[tokio::test]
async fn messages_expire_while_the_client_is_away() {
    let emulator = Emulator::start().await.expect("started");
    let caller = Caller::new(&emulator);
    let (mut ann, _) = caller.json("chat", &json!({"role": "webpubsub.sendToGroup"})).await;
    let (socket, bob) = caller.reliable("chat", &json!({"webpubsub.group": "g"})).await;
    drop(socket);
    let path = format!("/api/hubs/chat/connections/{}/:send", bob.id);
    for (seconds, text) in [(10, "ten"), (20, "twenty"), (0, "for ever")] {
        assert_eq!(caller.send(&format!("{path}?messageTtlSeconds={seconds}"), text).await, 202);
        let frame = json!({"type": "sendToGroup", "group": "g", "dataType": "text", "data": text, "ttlSeconds": seconds, "ackId": seconds});
        ann.send_json(&frame).await;
        assert_eq!(ann.json().await["success"], true);
    }
    emulator.advance_clock(Duration::from_secs(15));
    let mut socket = bob.recover(&caller).await;
    for expected in [(3, "twenty"), (4, "twenty"), (5, "for ever"), (6, "for ever")] {
        assert_eq!(message(&mut socket).await, (expected.0, expected.1.to_owned()));
    }
}
