//! Permissions of clients for groups.

mod common;

use common::{Caller, Socket, now, sign};
use serde_json::json;
use webpubsub_emulator::Emulator;

async fn may_send(socket: &mut Socket, ack: &mut u64, group: &str) -> bool {
    *ack += 1;
    socket.send_json(&json!({"type": "sendToGroup", "group": group, "data": 1, "ackId": *ack})).await;
    let response = socket.json().await;
    assert_eq!((&response["type"], &response["ackId"]), (&json!("ack"), &json!(*ack)), "{response}");
    if response["success"] == false {
        assert_eq!(response["error"]["name"], "Forbidden");
    }
    response["success"] == true
}

#[tokio::test]
async fn permissions_are_granted_and_revoked() {
    let emulator = Emulator::start().await.expect("started");
    let caller = Caller::new(&emulator);
    let roles = json!({"role": ["webpubsub.sendToGroups.room.*", "webpubsub.joinLeaveGroup.a"]});
    let (mut socket, id) = caller.json("chat", &roles).await;
    let mut ack = 0;
    let path = |permission: &str, target: &str| {
        let target = if target.is_empty() { String::new() } else { format!("?targetName={target}") };
        format!("/api/hubs/chat/permissions/{permission}/connections/{id}{target}")
    };

    assert!(may_send(&mut socket, &mut ack, "room.1").await);
    assert!(!may_send(&mut socket, &mut ack, "a").await);
    assert_eq!(caller.status("HEAD", &path("sendToGroup", "room.1")).await, 200);
    let response = caller.call("HEAD", &path("sendToGroup", "a"), &[], "").await;
    assert_eq!((response.status, response.header("x-ms-error-code")), (404, Some("Info.Connection.NotExisted")));
    assert_eq!(caller.status("HEAD", &path("joinLeaveGroup", "a")).await, 200);

    for _ in 0..2 {
        assert_eq!(caller.status("PUT", &path("SENDTOGROUP", "a")).await, 200);
    }
    assert!(may_send(&mut socket, &mut ack, "a").await);
    for _ in 0..2 {
        assert_eq!(caller.status("DELETE", &path("sendToGroup", "room.1")).await, 204);
    }
    assert!(!may_send(&mut socket, &mut ack, "room.1").await);
    assert!(may_send(&mut socket, &mut ack, "room.2").await);

    // Without a target: all groups.
    assert_eq!(caller.status("HEAD", &path("sendToGroup", "")).await, 404);
    assert_eq!(caller.status("PUT", &path("sendToGroup", "")).await, 200);
    assert_eq!(caller.status("HEAD", &path("sendToGroup", "")).await, 200);
    assert!(may_send(&mut socket, &mut ack, "room.1").await);
    assert_eq!(caller.status("DELETE", &path("sendToGroup", "")).await, 204);
    assert!(!may_send(&mut socket, &mut ack, "room.2").await);

    // A target is a name, never a pattern.
    assert_eq!(caller.status("PUT", &path("sendToGroup", "x*")).await, 200);
    assert!(may_send(&mut socket, &mut ack, "x*").await);
    assert!(!may_send(&mut socket, &mut ack, "xy").await);
}

#[tokio::test]
async fn permission_calls_are_checked() {
    let emulator = Emulator::start().await.expect("started");
    let caller = Caller::new(&emulator);
    let missing = "/api/hubs/chat/permissions/sendToGroup/connections/none?targetName=a";
    let response = caller.call("PUT", missing, &[], "").await;
    assert_eq!((response.status, response.header("x-ms-error-code")), (404, Some("Info.Connection.NotExisted")));
    assert_eq!(response.json()["message"], "Connection `none` is not found.");
    assert_eq!(caller.status("HEAD", missing).await, 404);
    assert_eq!(caller.status("DELETE", missing).await, 204);
    for verb in ["HEAD", "PUT", "DELETE"] {
        assert_eq!(caller.status(verb, &missing.replace("sendToGroup", "fly")).await, 400);
        assert_eq!(caller.status(verb, &missing.replace("=a", "=%20")).await, 400);
    }
}

#[tokio::test]
async fn a_thousand_rules_are_enough() {
    let emulator = Emulator::start().await.expect("started");
    let caller = Caller::new(&emulator);
    let (_socket, id) = caller.json("chat", &json!({})).await;
    let path = |number: u32| format!("/api/hubs/chat/permissions/joinLeaveGroup/connections/{id}?targetName=g{number}");
    for number in 0..1000 {
        assert_eq!(caller.status("PUT", &path(number)).await, 200);
    }
    let response = caller.call("PUT", &path(1000), &[], "").await;
    assert_eq!((response.status, response.header("x-ms-error-code")), (409, Some("Error.Connection.Conflict")));
    assert_eq!(caller.status("HEAD", &path(1000)).await, 404);
    assert_eq!(caller.status("DELETE", &path(0)).await, 204);
    assert_eq!(caller.status("PUT", &path(1000)).await, 200);
}

#[tokio::test]
async fn client_tokens_are_generated_for_those_without_the_key() {
    let generate = "/api/hubs/Chat/:generateToken";
    let strict = Emulator::start().await.expect("started");
    assert_eq!(Caller::new(&strict).status("POST", generate).await, 401);

    let emulator = Emulator::builder().allow_unvalidated_entra_tokens(true).start().await.expect("started");
    let caller = Caller::new(&emulator);
    assert_eq!(caller.status("POST", generate).await, 401);
    let entra = sign(&json!({"aud": "https://webpubsub.azure.com", "exp": now() + 60}), "somebody else's key");
    let bearer = format!("Bearer {entra}");
    let call = async |verb: &str, path: &str| {
        caller.raw(verb, &format!("{}{path}", caller.endpoint), &[("authorization", &bearer)], "").await
    };
    let query = "?userId=ann&role=webpubsub.sendToGroup&role=x&group=a&group=b&minutesToExpire=5&clientType=default";
    let response = call("POST", &format!("{generate}{query}")).await;
    assert_eq!(response.status, 200);
    let token = response.json()["token"].as_str().expect("a token").to_owned();
    let url = format!("{}/client/hubs/chat?access_token={token}", caller.endpoint.replacen("http", "ws", 1));
    let mut socket = Socket::connect(&url, Some(common::JSON)).await.expect("connected");
    assert_eq!(socket.json().await["userId"], "ann");
    assert!(may_send(&mut socket, &mut 0, "c").await);
    // It is valid for all other operations too, and in the strict emulator for none.
    assert_eq!(call("HEAD", "/api/hubs/chat/groups/b").await.status, 200);
    assert_eq!(call("HEAD", "/api/hubs/chat/users/ann").await.status, 200);
    let caller = Caller::new(&strict);
    let url = format!("{}{generate}", strict.endpoint());
    assert_eq!(caller.raw("POST", &url, &[("authorization", &bearer)], "").await.status, 401);

    for (query, expected) in [
        ("", 200),
        ("?minutesToExpire=0", 400),
        ("?minutesToExpire=x", 400),
        ("?clientType=MQTT", 200),
        ("?clientType=SocketIO", 200),
        ("?clientType=x", 400),
        ("?group=%20", 400),
    ] {
        assert_eq!(call("POST", &format!("{generate}{query}")).await.status, expected, "{query}");
    }
}
