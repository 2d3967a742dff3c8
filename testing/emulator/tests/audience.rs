//! Which connections a send or a close reaches, and the metadata of messages.

mod common;

use common::Caller;
use serde_json::{Value, json};
use webpubsub_emulator::Emulator;

#[tokio::test]
async fn excluded_and_filter_select() {
    let emulator = Emulator::start().await.expect("started");
    let caller = Caller::new(&emulator);
    let mut sockets = Vec::new();
    let mut ids = Vec::new();
    for user in ["ann", "bob", "it's me"] {
        let (socket, id) = caller.json("chat", &json!({"sub": user, "webpubsub.group": "g"})).await;
        sockets.push(socket);
        ids.push(id);
    }
    let [ann, bob, me] = &ids[..] else { unreachable!() };
    for (path, expected) in [
        (format!(":send?excluded={ann}&excluded={bob}&excluded=none"), &[2][..]),
        (format!(":send?excluded={ann},{bob}"), &[0, 1, 2]),
        (":send?filter=".to_owned(), &[0, 1, 2]),
        (":send?filter=userId%20eq%20%27it%27%27s%20me%27".to_owned(), &[2]),
        (":send?filter=userId+eq+'ann'".to_owned(), &[0]),
        (format!(":send?filter=userId%20ne%20'ann'&excluded={bob}"), &[2]),
        ("groups/g/:send?filter=startswith(userId,'b')%20and%20'g'%20in%20groups".to_owned(), &[1]),
        (format!("groups/g/:send?excluded={me}"), &[0, 1]),
        (format!("users/ann/:send?filter=connectionId%20eq%20'{ann}'"), &[0]),
        (format!("users/ann/:send?filter=connectionId%20ne%20'{ann}'"), &[]),
        // Parameters that these operations do not have.
        (format!("users/ann/:send?excluded={ann}"), &[0]),
        (format!("connections/{ann}/:send?filter=false&excluded={ann}"), &[0]),
        (":send?messageTtlSeconds=300".to_owned(), &[0, 1, 2]),
    ] {
        assert_eq!(caller.send(&format!("/api/hubs/chat/{path}"), &path).await, 202, "{path}");
        for &index in expected {
            assert_eq!(sockets[index].json().await["data"], path);
        }
    }
    assert_eq!(caller.send("/api/hubs/chat/:send", "end").await, 202);
    for socket in &mut sockets {
        assert_eq!(socket.json().await["data"], "end");
    }

    let response = caller.call("POST", "/api/hubs/chat/:send?filter=not%20length(userId)%20gt%205", &[], "x").await;
    let message = "Invalid syntax for 'not length(userId)': Type 'null', expect 'bool'. (Parameter 'filter')";
    assert_eq!((response.status, &response.json()["message"]), (400, &json!(message)));
    for bad in [
        "messageTtlSeconds=301",
        "messageTtlSeconds=-1",
        "messageTtlSeconds=",
        "messageTtlSeconds=1&messageTtlSeconds=1",
    ] {
        assert_eq!(caller.send(&format!("/api/hubs/chat/:send?{bad}"), "x").await, 400, "{bad}");
    }
}

#[tokio::test]
async fn closing_excludes_connections() {
    let emulator = Emulator::start().await.expect("started");
    let caller = Caller::new(&emulator);
    for (path, claims) in [
        (":closeConnections", json!({})),
        ("groups/g/:closeConnections", json!({"webpubsub.group": "g"})),
        ("users/ann/:closeConnections", json!({"sub": "ann"})),
    ] {
        let (mut closed, _) = caller.json("chat", &claims).await;
        let (mut spared, id) = caller.json("chat", &claims).await;
        let mut simple = caller.simple("chat", &claims).await;
        let path = format!("/api/hubs/chat/{path}?excluded={id}");
        assert_eq!(caller.status("POST", &format!("{path}&reason=too%20late")).await, 204);
        let last = json!({
            "type": "system", "event": "disconnected",
            "message": "Application server closed the connection. Reason: too late",
        });
        assert_eq!(closed.json().await, last);
        assert_eq!(closed.closed().await, Some((1000, "too late".to_owned())));
        assert_eq!(simple.closed().await, Some((1000, "too late".to_owned())));
        assert_eq!(caller.send("/api/hubs/chat/:send", "still here").await, 202);
        assert_eq!(spared.json().await["data"], "still here");
        assert_eq!(caller.status("POST", &path.replace(&id, "none")).await, 204);
        assert_eq!(spared.json().await["message"], "Application server closed the connection.");
        assert_eq!(spared.closed().await, Some((1000, String::new())));
        assert_eq!(caller.status("POST", &path).await, 204);
    }
}

#[tokio::test]
async fn messages_before_the_end_arrive() {
    let emulator = Emulator::start().await.expect("started");
    let caller = Caller::new(&emulator);
    let (mut socket, id) = caller.json("chat", &json!({})).await;
    for number in 0..100 {
        assert_eq!(caller.send(&format!("/api/hubs/chat/connections/{id}/:send"), &number.to_string()).await, 202);
    }
    assert_eq!(caller.status("DELETE", &format!("/api/hubs/chat/connections/{id}")).await, 204);
    for number in 0..100 {
        assert_eq!(socket.json().await["data"], number.to_string());
    }
    assert_eq!(socket.json().await["event"], "disconnected");
}

#[tokio::test]
async fn metadata_is_sent_with_messages() {
    let emulator = Emulator::start().await.expect("started");
    let caller = Caller::new(&emulator);
    let (mut socket, _) = caller.json("chat", &json!({})).await;
    let send = async |headers: &[(&str, &str)]| caller.call("POST", "/api/hubs/chat/:send", headers, "x").await.status;
    let headers = [
        ("X-WebPubSub-Metadata-Trace-Id", "first"),
        ("x-webpubsub-metadata-trace-id", "second, third "),
        ("X-WebPubSub-Metadata-empty", ""),
    ];
    assert_eq!(send(&headers).await, 202);
    assert_eq!(socket.json().await["metadata"], json!({"trace-id": "third", "empty": ""}));
    assert_eq!(send(&[]).await, 202);
    assert_eq!(socket.json().await.get("metadata"), None::<&Value>);
    for bad in [
        &[("x-webpubsub-metadata-", "x")][..],
        &[("x-webpubsub-metadata-a", "é")],
        &[("x-webpubsub-metadata-a", &"v".repeat(1025))],
        &[(&format!("x-webpubsub-metadata-{}", "k".repeat(257)), "v")],
    ] {
        assert_eq!(send(bad).await, 400);
    }
}

#[tokio::test]
async fn slashes_are_decoded_on_demand() {
    for (decode, group) in [(false, "a%2Fb"), (true, "a/b")] {
        let emulator = Emulator::builder().decode_slashes(decode).start().await.expect("started");
        let caller = Caller::new(&emulator);
        let (mut socket, id) = caller.json("chat", &json!({"webpubsub.group": group})).await;
        assert_eq!(caller.send("/api/hubs/chat/groups/a%2Fb/:send", "x").await, 202);
        let frame = socket.json().await;
        assert_eq!((&frame["group"], &frame["data"]), (&json!(group), &json!("x")));
        // Escaped twice, it is the text `%2F` in both modes.
        assert_eq!(caller.status("PUT", &format!("/api/hubs/chat/groups/%252F/connections/{id}")).await, 200);
        assert_eq!(caller.send("/api/hubs/chat/groups/%252F/:send", "y").await, 202);
        assert_eq!(socket.json().await["group"], "%2F");
    }
}
