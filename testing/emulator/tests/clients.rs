//! What a test does to clients, and to their time.

mod common;

use std::time::Duration;

use common::Caller;
use serde_json::{Value, json};
use tokio_tungstenite::tungstenite::Message;
use webpubsub_emulator::{Emulator, Kind};

const SOON: Duration = Duration::from_secs(10);

#[tokio::test]
async fn clients_are_listed_and_closed() {
    let emulator = Emulator::builder().seed(1).start().await.expect("started");
    let caller = Caller::new(&emulator);
    let (mut ann, id) = caller.json("chat", &json!({"sub": "ann", "webpubsub.group": ["b", "a"]})).await;
    let mut simple = caller.simple("chat", &json!({})).await;
    let clients = emulator.clients("Chat");
    assert_eq!(clients.len(), 2);
    let listed = |id: &str| clients.iter().find(|client| client.connection_id() == id).expect("listed");
    let client = listed(&id);
    assert_eq!((client.user_id(), client.protocol(), client.hub()), (Some("ann"), Some(common::JSON), "chat"));
    assert_eq!(client.groups().collect::<Vec<_>>(), ["a", "b"]);
    client.close(4001, "enough");
    assert_eq!(ann.json().await["event"], "disconnected");
    assert_eq!(ann.closed().await, Some((4001, "enough".to_owned())));
    let other = clients.iter().find(|client| client.connection_id() != id).expect("listed");
    assert_eq!((other.user_id(), other.protocol()), (None, None));
    other.cut();
    assert_eq!(simple.closed().await, None, "no close frame");
    let closed = |code| emulator.wait_for(SOON, move |entry| entry.kind == Kind::Closed && entry.code == code);
    assert_eq!(closed(Some(4001)).await.expect("closed").reason.as_deref(), Some("enough"));
    assert!(closed(None).await.is_some());

    let again = Emulator::builder().seed(1).start().await.expect("started");
    assert_eq!(Caller::new(&again).json("chat", &json!({})).await.1, id, "the same seed");
}

#[tokio::test]
async fn a_connection_is_cut_after_frames() {
    let emulator = Emulator::start().await.expect("started");
    let caller = Caller::new(&emulator);
    for joins in [false, true] {
        let role = json!({"role": "webpubsub.joinLeaveGroup", "webpubsub.group": "g"});
        let (mut socket, id) = caller.json("chat", &role).await;
        let clients = emulator.clients("chat");
        let client = clients.iter().find(|client| client.connection_id() == id).expect("listed");
        client.cut_after(3);
        for number in 0..10 {
            caller.send("/api/hubs/chat/groups/g/:send", &number.to_string()).await;
            if joins && number == 1 {
                assert_eq!(
                    (socket.json().await["data"].take(), socket.json().await["data"].take()),
                    (json!("0"), json!("1"))
                );
                // The third frame: it is performed, and not acknowledged.
                socket.send_json(&json!({"type": "joinGroup", "group": "h", "ackId": 1})).await;
                break;
            }
        }
        let mut received = Vec::new();
        let read = async {
            while let Some(Ok(frame)) = futures_util::StreamExt::next(&mut socket.0).await {
                received.push(frame.to_string());
            }
        };
        tokio::time::timeout(SOON, read).await.expect("cut");
        assert_eq!(received.len(), if joins { 0 } else { 3 }, "{received:?}");
    }
}

/// A batch that waits to be written is cut where the test says when it is written.
#[tokio::test]
async fn a_cut_counts_what_waits_to_be_written() {
    let emulator = Emulator::start().await.expect("started");
    let caller = Caller::new(&emulator);
    for taken_back in [false, true] {
        let (mut socket, id) = caller.json("chat", &json!({"webpubsub.group": "g"})).await;
        let clients = emulator.clients("chat");
        let client = clients.iter().find(|client| client.connection_id() == id).expect("listed");
        client.read_slowly(Duration::MAX);
        for number in 0..5 {
            caller.send("/api/hubs/chat/groups/g/:send", &number.to_string()).await;
        }
        if taken_back {
            client.cut_after(2);
        }
        // Until the next one is written, the test goes on.
        client.read_slowly(Duration::from_millis(500));
        assert_eq!(socket.json().await["data"], "0");
        client.read_slowly(Duration::MAX);
        client.cut_after(if taken_back { 0 } else { 2 });
        client.read_slowly(Duration::ZERO);
        caller.send("/api/hubs/chat/groups/g/:send", "last").await;
        let mut received = Vec::new();
        let read = async {
            while let Some(Ok(Message::Text(frame))) = futures_util::StreamExt::next(&mut socket.0).await {
                let data = serde_json::from_str::<Value>(&frame).expect("JSON")["data"].take();
                let last = data == "last";
                received.push(data);
                if last {
                    break;
                }
            }
        };
        tokio::time::timeout(SOON, read).await.expect("cut, or the last one");
        let expected = if taken_back { vec!["1", "2", "3", "4", "last"] } else { vec!["1", "2"] };
        assert_eq!(received, expected, "taken back: {taken_back}");
    }
}

#[tokio::test]
async fn a_client_that_is_away_is_closed_for_good() {
    let emulator = Emulator::start().await.expect("started");
    let caller = Caller::new(&emulator);
    for rest in [false, true] {
        let (mut socket, ann) = caller.reliable("chat", &json!({})).await;
        let client = emulator.clients("chat").pop().expect("listed");
        client.cut();
        assert_eq!(socket.closed().await, None);
        // It is away already, so nothing more happens.
        client.cut();
        if rest {
            let path = format!("/api/hubs/chat/connections/{}?reason=enough", ann.id);
            assert_eq!(caller.status("DELETE", &path).await, 204);
        } else {
            client.close(4001, "enough");
        }
        let is_it = |entry: &webpubsub_emulator::Entry| entry.connection.as_deref() == Some(&*ann.id);
        let closed = emulator.wait_for(SOON, |entry| entry.kind == Kind::Closed && is_it(entry)).await;
        let closed = closed.expect("closed");
        assert_eq!((closed.code, closed.reason.as_deref()), (None, Some("enough")), "no close frame was sent");
        assert_eq!(ann.recover(&caller).await.closed().await.map(|(code, _)| code), Some(1008));
        let refused = emulator.requests().pop().expect("recorded");
        let reason = "no connection of this hub and protocol: it has ended, or was away for too long";
        assert_eq!((refused.status, refused.reason.as_deref()), (Some(101), Some(reason)));
        assert!(refused.path.as_deref().is_some_and(|path| !path.contains(&ann.token)), "{refused:?}");
    }
    let closed = emulator.record().iter().filter(|entry| entry.kind == Kind::Closed).count();
    assert_eq!((closed, emulator.counters().closed), (2, 2));
}

#[tokio::test]
async fn a_slow_reader_is_simulated() {
    let emulator = Emulator::builder().queue_capacity(3).start().await.expect("started");
    let caller = Caller::new(&emulator);
    let (mut slow, id) = caller.json("chat", &json!({})).await;
    let path = format!("/api/hubs/chat/connections/{id}");
    let send = || async { caller.send(&format!("{path}/:send"), "x").await };
    let client = emulator.clients("chat").pop().expect("listed");
    client.read_slowly(Duration::MAX);
    // One is being written, three wait.
    send().await;
    client.read_slowly(Duration::ZERO);
    assert_eq!(slow.json().await["data"], "x", "it reads again");
    client.read_slowly(Duration::MAX);
    for sent in 0.. {
        if caller.status("HEAD", &path).await == 404 {
            break;
        }
        assert!(sent < 10, "it is still connected");
        send().await;
    }
    assert_eq!(slow.closed().await.expect("a close frame").0, 1008);
}

#[tokio::test]
async fn a_test_moves_the_clock() {
    let emulator = Emulator::start().await.expect("started");
    let caller = Caller::new(&emulator);
    assert_eq!(caller.status("HEAD", "/api/hubs/chat/users/ann").await, 404);
    emulator.advance_clock(Duration::from_secs(60 + 301));
    assert_eq!(caller.status("HEAD", "/api/hubs/chat/users/ann").await, 401);
    assert_eq!(emulator.requests().pop().expect("recorded").reason.as_deref(), Some("the token has expired (`exp`)"));
}
