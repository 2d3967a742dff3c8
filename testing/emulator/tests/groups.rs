//! Group membership, and listing it.

mod common;

use common::Caller;
use serde_json::json;
use webpubsub_emulator::Emulator;

#[tokio::test]
async fn connections_join_and_leave() {
    let emulator = Emulator::start().await.expect("started");
    let caller = Caller::new(&emulator);
    let (mut socket, id) = caller.json("chat", &json!({"sub": "ann"})).await;
    let member = |group: &str| format!("/api/hubs/chat/groups/{group}/connections/{id}");
    let exists = async |what: &str| caller.status("HEAD", &format!("/api/hubs/chat/{what}")).await;

    assert_eq!(exists("groups/a").await, 404);
    for _ in 0..2 {
        assert_eq!(caller.status("PUT", &member("a")).await, 200);
    }
    assert_eq!(caller.status("PUT", &member("b")).await, 200);
    assert_eq!((exists("groups/a").await, exists("groups/A").await), (200, 404));
    assert_eq!(caller.send("/api/hubs/chat/groups/a/:send", "once").await, 202);
    assert_eq!(socket.json().await["data"], "once");

    for _ in 0..2 {
        assert_eq!(caller.status("DELETE", &member("a")).await, 204);
    }
    assert_eq!((exists("groups/a").await, exists("groups/b").await), (404, 200));
    assert_eq!(caller.status("PUT", &member("c")).await, 200);
    assert_eq!(caller.status("DELETE", &format!("/api/hubs/chat/connections/{id}/groups")).await, 204);
    assert_eq!((exists("groups/b").await, exists("groups/c").await), (404, 404));

    // A missing connection is an error only when it is added.
    let response = caller.call("PUT", "/api/hubs/chat/groups/a/connections/none", &[], "").await;
    assert_eq!((response.status, response.header("x-ms-error-code")), (404, Some("Error.Connection.NotExisted")));
    let expected = json!({
        "code": "Error.Connection.NotExisted", "message": "Connection `none` is not found.", "target": "Connection",
    });
    assert_eq!(response.json(), expected);
    assert_eq!(caller.status("DELETE", "/api/hubs/chat/groups/a/connections/none").await, 204);
    assert_eq!(caller.status("DELETE", "/api/hubs/chat/connections/none/groups").await, 204);
}

#[tokio::test]
async fn users_join_with_all_their_connections() {
    let emulator = Emulator::start().await.expect("started");
    let caller = Caller::new(&emulator);
    let (mut one, _) = caller.json("chat", &json!({"sub": "ann"})).await;
    let (mut two, _) = caller.json("chat", &json!({"sub": "ann", "webpubsub.group": "b"})).await;
    let (mut other, _) = caller.json("chat", &json!({"sub": "Ann"})).await;

    assert_eq!(caller.status("PUT", "/api/hubs/chat/users/ann/groups/a").await, 200);
    let (mut late, _) = caller.json("chat", &json!({"sub": "ann"})).await;
    assert_eq!(caller.send("/api/hubs/chat/groups/a/:send", "a").await, 202);
    assert_eq!(caller.status("DELETE", "/api/hubs/chat/users/ann/groups/a").await, 204);
    assert_eq!(caller.send("/api/hubs/chat/groups/a/:send", "nobody").await, 202);
    assert_eq!(caller.send("/api/hubs/chat/groups/b/:send", "b").await, 202);
    assert_eq!(caller.status("DELETE", "/api/hubs/chat/users/ann/groups").await, 204);
    assert_eq!(caller.send("/api/hubs/chat/groups/b/:send", "nobody").await, 202);
    assert_eq!(caller.send("/api/hubs/chat/:send", "end").await, 202);
    for (socket, expected) in
        [(&mut one, &["a", "end"][..]), (&mut two, &["a", "b", "end"]), (&mut other, &["end"]), (&mut late, &["end"])]
    {
        for &data in expected {
            assert_eq!(socket.json().await["data"], data);
        }
    }

    let response = caller.call("PUT", "/api/hubs/chat/users/bob/groups/a", &[], "").await;
    assert_eq!((response.status, &response.json()["message"]), (404, &json!("User `bob` is not found.")));
    assert_eq!(caller.status("DELETE", "/api/hubs/chat/users/bob/groups/a").await, 204);
    assert_eq!(caller.status("DELETE", "/api/hubs/chat/users/bob/groups").await, 204);
}

#[tokio::test]
async fn a_404_says_what_is_missing() {
    let emulator = Emulator::start().await.expect("started");
    let caller = Caller::new(&emulator);
    for (path, code) in [
        ("groups/a", "Warning.Group.NotExisted"),
        ("users/ann", "Warning.User.NotExisted"),
        ("connections/c", "Warning.Connection.NotExisted"),
    ] {
        let response = caller.call("HEAD", &format!("/api/hubs/chat/{path}"), &[], "").await;
        assert_eq!((response.status, response.header("x-ms-error-code")), (404, Some(code)));
    }
    let (_socket, _) = caller.json("chat", &json!({"sub": "ann"})).await;
    assert_eq!(caller.status("HEAD", "/api/hubs/chat/users/ann").await, 200);
    assert_eq!(caller.status("HEAD", "/api/hubs/chat/users/ANN").await, 404);
}

#[tokio::test]
async fn many_join_many_groups() {
    let emulator = Emulator::start().await.expect("started");
    let caller = Caller::new(&emulator);
    let (_ann, _) = caller.json("chat", &json!({"sub": "ann", "webpubsub.group": "a"})).await;
    let (_bob, bob) = caller.json("chat", &json!({"sub": "bob"})).await;
    let json = [("content-type", "application/json; charset=utf-8")];
    let bulk = async |what: &str, body: &str| {
        caller.call("POST", &format!("/api/hubs/chat/:{what}"), &json, body.to_owned()).await.status
    };
    let members = async |group: &str| {
        let response = caller.call("GET", &format!("/api/hubs/chat/groups/{group}/connections"), &[], "").await;
        response.json()["value"].as_array().expect("a list").len()
    };

    // Selected before any change: otherwise bob, once in `b`, would not be added to `c`.
    assert_eq!(bulk("addToGroups", r#"{"groups":["b","c","b"],"filter":"not ('b' in groups)"}"#).await, 200);
    assert_eq!((members("b").await, members("c").await), (2, 2));
    assert_eq!(bulk("removeFromGroups", r#"{"groups":["b","c"],"filter":"'a' in groups"}"#).await, 200);
    assert_eq!((members("b").await, members("c").await), (1, 1));
    assert_eq!(bulk("addToGroups", &format!(r#"{{"groups":["d"],"filter":"connectionId eq '{bob}'"}}"#)).await, 200);
    assert_eq!(members("d").await, 1);
    for all in [r#"{"groups":["e"]}"#, r#"{"groups":["e"],"filter":null}"#, r#"{"groups":["e"],"filter":""}"#] {
        assert_eq!(bulk("addToGroups", all).await, 200);
        assert_eq!(members("e").await, 2);
        assert_eq!(bulk("removeFromGroups", all).await, 200);
        assert_eq!(members("e").await, 0);
    }
    assert_eq!(bulk("addToGroups", r#"{"groups":["e"],"filter":"false"}"#).await, 200);

    for bad in [
        "",
        "{",
        "null",
        "[]",
        "{}",
        r#"{"groups":null}"#,
        r#"{"groups":[]}"#,
        r#"{"groups":"a"}"#,
        r#"{"groups":["a",1]}"#,
        r#"{"groups":["a"," "]}"#,
        r#"{"groups":["a"],"filter":1}"#,
        r#"{"groups":["a"],"filter":" "}"#,
        r#"{"groups":["a"],"filter":"x eq 1"}"#,
    ] {
        for what in ["addToGroups", "removeFromGroups"] {
            assert_eq!(bulk(what, bad).await, 400, "{bad}");
        }
    }
    assert_eq!(members("a").await, 1);
    for content_type in ["text/plain", "application/octet-stream"] {
        let response = caller
            .call("POST", "/api/hubs/chat/:addToGroups", &[("content-type", content_type)], r#"{"groups":["a"]}"#)
            .await;
        assert_eq!(response.status, 415);
    }
    assert_eq!(caller.call("POST", "/api/hubs/chat/:addToGroups", &[], r#"{"groups":["a"]}"#).await.status, 415);
}

#[tokio::test]
async fn members_come_in_pages() {
    let emulator = Emulator::start().await.expect("started");
    let caller = Caller::new(&emulator);
    let mut sockets = Vec::new();
    let mut ids = Vec::new();
    for number in 0..5 {
        let claims = if number == 0 { json!({"group": "g"}) } else { json!({"group": "g", "sub": number.to_string()}) };
        let (socket, id) = caller.json("chat", &claims).await;
        sockets.push(socket);
        ids.push((id, (number > 0).then(|| number.to_string())));
    }
    ids.sort();
    let path = "/api/hubs/chat/groups/g/connections";
    let pages = async |query: &str| {
        let mut sizes = Vec::new();
        let mut found = Vec::new();
        let mut next = Some(format!("{path}?api-version=2024-12-01{query}"));
        while let Some(path) = next {
            let page = caller.call("GET", &path, &[], "").await.json();
            let value = page["value"].as_array().expect("a list");
            sizes.push(value.len());
            for member in value {
                let user = member.get("userId").map(|user| user.as_str().expect("text").to_owned());
                found.push((member["connectionId"].as_str().expect("text").to_owned(), user));
            }
            next = page.get("nextLink").map(|link| {
                let link = link.as_str().expect("text");
                link.strip_prefix(&caller.endpoint).expect("an absolute link").to_owned()
            });
        }
        (sizes, found)
    };
    assert_eq!(pages("").await, (vec![5], ids.clone()));
    assert_eq!(pages("&maxpagesize=5").await, (vec![5], ids.clone()));
    assert_eq!(pages("&maxpagesize=2").await, (vec![2, 2, 1], ids.clone()));
    assert_eq!(pages("&maxpagesize=2&top=3").await, (vec![2, 1], ids[..3].to_vec()));
    assert_eq!(pages("&top=4").await, (vec![4], ids[..4].to_vec()));
    assert_eq!(pages("&top=2147483647").await, (vec![5], ids.clone()));

    let response = caller.call("GET", "/api/hubs/chat/groups/none/connections", &[], "").await;
    assert_eq!((response.status, response.json()), (200, json!({"value": []})));
    for bad in [
        "maxpagesize=0",
        "maxpagesize=201",
        "top=0",
        "top=2147483648",
        "top=x",
        "continuationToken=",
        "continuationToken=x",
    ] {
        assert_eq!(caller.status("GET", &format!("{path}?{bad}")).await, 400, "{bad}");
    }
    // A continuation token is valid only for its own group.
    let page = caller.call("GET", &format!("{path}?maxpagesize=2"), &[], "").await.json();
    let link = page["nextLink"].as_str().expect("text").strip_prefix(&caller.endpoint).expect("absolute").to_owned();
    assert_eq!(caller.status("GET", &link).await, 200);
    assert_eq!(caller.status("GET", &link.replace("/groups/g/", "/groups/h/")).await, 400);
    assert_eq!(caller.status("GET", &link.replace("/hubs/chat/", "/hubs/news/")).await, 400);
}
