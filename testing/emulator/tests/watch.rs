//! What a test sees of the emulator: the record.

mod common;

use std::time::Duration;

use common::{Caller, Socket, now, sign};
use serde_json::json;
use tokio_tungstenite::tungstenite::protocol::CloseFrame;
use webpubsub_emulator::{Content, Emulator, Kind};

const SOON: Duration = Duration::from_secs(10);

#[tokio::test]
async fn calls_are_recorded() {
    let emulator = Emulator::start().await.expect("started");
    let caller = Caller::new(&emulator);
    let (_ann, _) = caller.json("Chat", &json!({"sub": "ann", "webpubsub.group": "lobby"})).await;
    assert_eq!(caller.send("/api/hubs/Chat/groups/lobby/:send?excluded=x", "hi").await, 202);
    assert_eq!(caller.status("PUT", "/api/hubs/chat/users/bob/groups/lobby").await, 404);
    let requests = emulator.requests();
    let [send, add] = &requests[..] else { panic!("{requests:?}") };
    assert_eq!((send.name.as_deref(), send.status, send.receivers), (Some("POST"), Some(202), Some(1)));
    assert_eq!(send.path.as_deref(), Some("/api/hubs/Chat/groups/lobby/:send?excluded=x"));
    assert_eq!((send.hub.as_deref(), send.group.as_deref()), (Some("chat"), Some("lobby")));
    assert_eq!((send.content, send.text().as_str()), (Content::Text, "hi"));
    assert!(send.duration.is_some() && send.number < add.number);
    assert_eq!((add.user.as_deref(), add.reason.as_deref()), (Some("bob"), Some("User `bob` is not found.")));
    let counters = emulator.counters();
    assert_eq!((counters.messages, counters.deliveries, counters.rejected_requests), (1, 1, 1));
}

#[tokio::test]
async fn a_401_says_why_in_the_record_alone() {
    let emulator = Emulator::start().await.expect("started");
    let caller = Caller::new(&emulator);
    let url = format!("{}/api/hubs/chat/:send", caller.endpoint);
    let other_key = "another key of at least thirty-two bytes";
    let key = emulator.access_key();
    for (token, why) in [
        (None, "no bearer token"),
        (Some("x".to_owned()), "malformed"),
        (Some(sign(&json!({"aud": url, "exp": now() + 60}), other_key)), "signature"),
        (Some(sign(&json!({"aud": url, "exp": now() - 600}), key)), "expired"),
        (Some(sign(&json!({"aud": url}), key)), "no `exp`"),
        (
            Some(sign(&json!({"aud": "http://elsewhere/api", "exp": now() + 60}), key)),
            "http://elsewhere/api, not http://",
        ),
    ] {
        let bearer = token.map(|token| format!("Bearer {token}"));
        let headers: Vec<_> = bearer.iter().map(|bearer| ("authorization", bearer.as_str())).collect();
        let response = caller.raw("POST", &url, &headers, "").await;
        assert!(response.status == 401 && response.body.is_empty());
        let recorded = emulator.requests().pop().expect("recorded");
        assert!(recorded.reason.as_deref().is_some_and(|reason| reason.contains(why)), "{recorded:?}");
    }
    let url = caller.client_url("chat", &json!({"exp": now() - 600}));
    assert_eq!(Socket::connect(&url, None).await.expect_err("rejected"), 401);
    let recorded = emulator.requests().pop().expect("recorded");
    assert_eq!(recorded.path.as_deref(), Some("/client/hubs/chat?access_token=(hidden)"));
    assert_eq!(recorded.reason.as_deref(), Some("the token has expired (`exp`)"));
}

#[tokio::test]
async fn frames_and_closes_are_recorded() {
    let emulator = Emulator::start().await.expect("started");
    let caller = Caller::new(&emulator);
    let role = json!({"sub": "ann", "role": "webpubsub.sendToGroup.g", "webpubsub.group": "g"});
    let (mut ann, id) = caller.json("chat", &role).await;
    ann.send_json(&json!({"type": "sendToGroup", "group": "g", "data": {"n": 1}})).await;
    assert_eq!(ann.json().await["data"]["n"], 1);
    ann.send_json(&json!({"type": "joinGroup", "group": "h", "ackId": 1})).await;
    assert_eq!(ann.json().await["success"], false);
    ann.0.close(None).await.expect("closed");
    let closed = emulator.wait_for(SOON, |entry| entry.kind == Kind::Closed).await.expect("closed");
    assert_eq!((closed.connection.as_deref(), closed.user.as_deref()), (Some(&*id), Some("ann")));
    let all = emulator.record();
    let seen: Vec<_> = all.iter().map(|entry| (entry.kind, entry.name.as_deref(), entry.group.as_deref())).collect();
    assert_eq!(
        seen,
        [
            (Kind::Opened, None, None),
            (Kind::Sent, None, None),
            (Kind::Received, Some("sendToGroup"), Some("g")),
            (Kind::Received, Some("joinGroup"), Some("h")),
            (Kind::Sent, None, None),
            (Kind::Closed, None, None),
        ]
    );
    assert_eq!((all[0].protocol, all[2].receivers), (Some(common::JSON), Some(1)));
    assert!(all[2].text().contains(r#""n":1"#) && all[4].text().contains("Forbidden"));
    assert!(all[3].reason.as_deref().is_some_and(|reason| reason.contains("does not have permission")));
    let counters = emulator.counters();
    assert_eq!((counters.opened, counters.closed, counters.received_frames, counters.sent_frames), (1, 1, 2, 3));
}

#[tokio::test]
async fn the_record_is_bounded_and_can_be_off() {
    let emulator = Emulator::builder().record(5, 1 << 20).start().await.expect("started");
    let caller = Caller::new(&emulator);
    for _ in 0..8 {
        assert_eq!(caller.status("HEAD", "/api/health").await, 200);
    }
    let numbers: Vec<u64> = emulator.record().iter().map(|entry| entry.number).collect();
    assert_eq!(numbers, [4, 5, 6, 7, 8]);
    emulator.clear_record();
    assert!(emulator.record().is_empty());
    assert!(emulator.wait_for(Duration::ZERO, |_| true).await.is_none());
    assert_eq!(caller.status("HEAD", "/api/health").await, 200);
    assert_eq!(emulator.follow().next(10).await[0].number, 9);

    let off = Emulator::builder().record(0, 0).start().await.expect("started");
    assert_eq!(Caller::new(&off).status("HEAD", "/api/health").await, 200);
    assert!(off.record().is_empty() && off.counters().requests == 1);
}

#[tokio::test]
async fn secrets_of_token_requests_are_not_recorded() {
    let application = webpubsub_emulator::EntraApplication::new("contoso", "app", "hush-hush");
    let emulator = Emulator::builder().entra(application).start().await.expect("started");
    let caller = Caller::new(&emulator);
    let form = "grant_type=client_credentials&client_id=app&client_secret=hush-hush&scope=https://webpubsub.azure.com/.default";
    let url = format!("{}/contoso/oauth2/v2.0/token", caller.endpoint);
    let headers = [("content-type", "application/x-www-form-urlencoded")];
    assert_eq!(caller.raw("POST", &url, &headers, form).await.status, 200);
    let recorded = emulator.requests().pop().expect("recorded");
    assert!(recorded.status == Some(200) && recorded.body.is_empty(), "{recorded:?}");
}

#[tokio::test]
async fn losses_and_recoveries_are_recorded() {
    let emulator = Emulator::start().await.expect("started");
    let caller = Caller::new(&emulator);
    let lost = async |count: usize| {
        let losses = || emulator.record().into_iter().filter(|entry| entry.kind == Kind::Lost).collect::<Vec<_>>();
        let enough = emulator.wait_for(SOON, |_| losses().len() == count).await;
        enough.and_then(|_| losses().pop()).expect("lost")
    };
    let (mut socket, ann) = caller.reliable("chat", &json!({"sub": "ann"})).await;
    socket.0.close(Some(CloseFrame { code: 4000.into(), reason: "later".into() })).await.expect("closed");
    assert_eq!((lost(1).await.code, lost(1).await.user.as_deref()), (Some(4000), Some("ann")));
    let away = || emulator.clients("chat").pop().expect("listed").is_away();
    assert!(away());
    let mut socket = ann.recover(&caller).await;
    assert!(!away());
    socket.0.close(None).await.expect("closed");
    let again = lost(2).await;
    assert_eq!((again.code, again.reason.as_deref()), (None, Some("It can be recovered within 30s.")));
    emulator.advance_clock(Duration::from_secs(60));
    let closed = emulator.wait_for(SOON, |entry| entry.kind == Kind::Closed).await.expect("closed");
    assert_eq!((closed.code, closed.reason.as_deref()), (None, Some("It was not recovered in time.")));
    let kinds: Vec<_> = emulator.record().iter().map(|entry| entry.kind).filter(|kind| *kind != Kind::Sent).collect();
    assert_eq!(kinds, [Kind::Opened, Kind::Lost, Kind::Recovered, Kind::Lost, Kind::Closed]);
}
