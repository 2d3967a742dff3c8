//! Event handlers, made of bare hyper, and the clients that connect: accepted, refused, signed, validated.

mod common;

use std::sync::Arc;
use std::time::{Duration, Instant};

use bytes::Bytes;
use common::events::{emulator, event, events, failure, success};
use common::handler::{Handler, accepted, status, text};
use common::{Caller, JSON, Socket, now};
use http::{Request, Response};
use serde_json::{Value, json};
use tokio_tungstenite::connect_async;
use tokio_tungstenite::tungstenite::Error;
use tokio_tungstenite::tungstenite::client::IntoClientRequest as _;
use webpubsub_emulator::{Emulator, EventHandler, SystemEvent};

#[tokio::test]
async fn an_accepted_client() {
    let mut handler = Handler::start(|request| match request.name() {
        "connect" => accepted(&json!({
            "userId": "bob",
            "groups": ["lobby"],
            "roles": ["webpubsub.sendToGroup.lobby"],
        })),
        "echo" => text(request.text()),
        _ => status(204),
    })
    .await;
    let (emulator, caller) = emulator(&handler).await;
    let url = caller.client_url("chat", &json!({"sub": "ann", "role": ["r", "s"], "n": 1})) + "&room=1";
    let mut socket = Socket::connect(&url, Some(JSON)).await.expect("accepted");
    // Groups and roles are in force before its first frame, which is what it sends first.
    let send = json!({"type": "sendToGroup", "group": "lobby", "dataType": "text", "data": "hi", "ackId": 1});
    socket.send_json(&send).await;
    let connected = socket.json().await;
    assert_eq!(connected["userId"], "bob", "{connected}");
    let (one, two) = (socket.json().await, socket.json().await);
    let message = json!({
        "type": "message", "from": "group", "group": "lobby", "fromUserId": "bob", "dataType": "text", "data": "hi"
    });
    assert!([&one, &two].contains(&&message) && [&one, &two].contains(&&success(1)), "{one} {two}");

    let response = json!({"type": "message", "from": "server", "dataType": "text", "data": "hello"});
    assert_eq!(event(&mut socket, "echo", "hello", 2).await, [response, success(2)], "the message comes first");
    let duplicate = failure(2, "Duplicate", "Message with ack-id: 2 has been processed");
    assert_eq!(event(&mut socket, "echo", "hello", 2).await, [duplicate]);
    drop(socket);

    assert_eq!(handler.next().await.head(), "OPTIONS /chat/validate?code=secret");
    let connect = handler.next().await;
    assert_eq!(connect.head(), "POST /chat/connect?code=secret");
    let body = connect.json();
    assert_eq!(body["claims"]["sub"], json!(["ann"]));
    assert_eq!(body["claims"]["role"], json!(["r", "s"]));
    assert_eq!(body["claims"]["n"], json!(["1"]));
    assert_eq!(body["query"], json!({"room": ["1"]}), "without the token");
    assert_eq!(body["headers"]["sec-websocket-protocol"], json!([JSON]));
    assert_eq!((&body["subprotocols"], &body["clientCertificates"]), (&json!([JSON]), &json!([])));
    assert_eq!((connect.header("ce-userid"), connect.header("ce-subprotocol")), (Some("ann"), None));

    let id = connected["connectionId"].as_str().expect("an id");
    for (number, kind, body) in
        [("1", "sys.connected", "{}"), ("2", "user.echo", "hello"), ("3", "sys.disconnected", r#"{"reason":""}"#)]
    {
        let request = handler.next().await;
        assert_eq!(request.header("ce-type"), Some(format!("azure.webpubsub.{kind}").as_str()));
        assert_eq!(request.header("ce-id"), Some(number));
        assert_eq!(request.header("ce-connectionid"), Some(id));
        assert_eq!(request.header("ce-source"), Some(format!("/hubs/chat/client/{id}").as_str()));
        assert_eq!(request.header("ce-userid"), Some("bob"), "the handler's user, not the token's");
        assert_eq!(request.header("ce-subprotocol"), Some(JSON));
        assert_eq!(request.text(), body);
    }
    let stopping = Instant::now();
    emulator.stop().await;
    assert!(stopping.elapsed() < Duration::from_secs(3), "idle connections to the handler do not delay it");
    assert!(handler.is_silent(), "disconnected comes once");
}

#[tokio::test]
async fn what_a_response_leaves_out_is_as_in_the_token() {
    let cases = Arc::new([
        (json!({}), "ann", true, "own"),
        (json!({"userId": "", "groups": [], "roles": []}), "", false, "own"),
        (json!({"userId": null, "groups": ["given"], "roles": null}), "ann", true, "given"),
    ]);
    let responses = Arc::clone(&cases);
    let handler = EventHandler::in_process(move |request: Request<Bytes>| {
        let body: Value = serde_json::from_slice(request.body()).expect("JSON");
        let index: usize = body["query"]["case"][0].as_str().expect("a case").parse().expect("a number");
        std::future::ready(accepted(&responses[index].0))
    });
    let handler = handler.system_events([SystemEvent::Connect]);
    let emulator = Emulator::builder().event_handler("chat", handler).start().await.expect("started");
    let caller = Caller::new(&emulator);
    let claims = json!({"sub": "ann", "role": "webpubsub.joinLeaveGroup", "webpubsub.group": "own"});
    for (index, (response, user, may_join, group)) in cases.iter().enumerate() {
        let url = format!("{}&case={index}", caller.client_url("chat", &claims));
        let mut socket = Socket::connect(&url, Some(JSON)).await.expect("accepted");
        let connected = socket.json().await;
        assert_eq!(connected["userId"].as_str().unwrap_or_default(), *user, "{response}");
        assert_eq!(caller.send(&format!("/api/hubs/chat/groups/{group}/:send"), "hi").await, 202);
        assert_eq!(socket.json().await["group"], *group, "{response}");
        socket.send_json(&json!({"type": "joinGroup", "group": "g", "ackId": 1})).await;
        assert_eq!(socket.json().await["success"], *may_join, "{response}");
    }
}

#[tokio::test]
async fn cookies_come_back() {
    let mut handler = Handler::start(|request| {
        let mut response = status(204);
        if request.name() == "connect" {
            response.headers_mut().insert("set-cookie", "server=7; Path=/; HttpOnly".parse().expect("header"));
        }
        response
    })
    .await;
    let (_emulator, caller) = emulator(&handler).await;
    let (mut socket, _) = caller.json("chat", &json!({})).await;
    event(&mut socket, "e", "", 1).await;
    let mut cookies = Vec::new();
    for _ in 0..4 {
        cookies.push(handler.next().await.header("cookie").map(str::to_owned));
    }
    let cookie = Some("server=7".to_owned());
    assert_eq!(cookies, [None, None, cookie.clone(), cookie]);
    let (mut socket, _) = caller.json("chat", &json!({})).await;
    event(&mut socket, "e", "", 1).await;
    assert_eq!(handler.next().await.header("cookie"), None, "another connection has its own");
}

#[tokio::test]
async fn a_refused_client_sees_the_status() {
    let refuse = |request: &common::handler::Received| {
        let code: u16 = request.json()["query"]["status"][0].as_str().expect("a status").parse().expect("a number");
        Response::builder().status(code).header("content-type", "text/x").body(Bytes::from("not you")).expect("valid")
    };
    let handler = Handler::start(refuse).await;
    let (_emulator, caller) = emulator(&handler).await;
    for (code, expected) in [(401, 401), (403, 403), (302, 302), (429, 429), (500, 500)] {
        let url = format!("{}&status={code}", caller.client_url("chat", &json!({})));
        let Err(Error::Http(response)) = connect_async(url).await else { panic!("accepted") };
        assert_eq!(response.status(), expected);
        assert_eq!(response.headers()["content-type"], "text/x");
        assert_eq!(response.body().as_deref(), Some(&b"not you"[..]));
    }
    let silent = EventHandler::new(handler.url("/")).system_events([SystemEvent::Connect]);
    let builder = Emulator::builder().event_handler("chat", silent).event_retry_delays([]).relay_refusals(false);
    let emulator = builder.start().await.expect("started");
    let url = format!("{}&status=403", Caller::new(&emulator).client_url("chat", &json!({})));
    let Err(Error::Http(response)) = connect_async(url).await else { panic!("accepted") };
    assert_eq!((response.status().as_u16(), response.body().as_deref().unwrap_or_default()), (403, &b""[..]));
}

#[tokio::test]
async fn custom_subprotocols() {
    let handler = EventHandler::in_process(|request: Request<Bytes>| async move {
        let event = request.headers()["ce-eventname"].to_str().expect("text");
        if event != "connect" {
            return text(request.headers()["ce-subprotocol"].to_str().expect("text"));
        }
        let body: Value = serde_json::from_slice(request.body()).expect("JSON");
        match body["query"]["choose"][0].as_str() {
            None => status(204),
            Some(choice) => accepted(&json!({ "subprotocol": choice })),
        }
    });
    let handler = handler.system_events([SystemEvent::Connect]);
    let emulator = Emulator::builder().event_handler("chat", handler).start().await.expect("started");
    let caller = Caller::new(&emulator);
    for (offered, choice, expected) in [
        ("mine", "&choose=mine", Ok("mine")),
        ("mine", "", Err(400)),
        ("mine", "&choose=other", Err(500)),
        ("mine, json.webpubsub.azure.v1", "", Ok(JSON)),
        ("mine, json.webpubsub.azure.v1", "&choose=mine", Ok("mine")),
        ("mine, json.webpubsub.azure.v1", "&choose=json.webpubsub.azure.v1", Ok(JSON)),
    ] {
        let url = caller.client_url("chat", &json!({})) + choice;
        let mut request = url.into_client_request().expect("a URL");
        request.headers_mut().insert("sec-websocket-protocol", offered.parse().expect("header"));
        match (connect_async(request).await, expected) {
            (Ok((socket, response)), Ok(name)) => {
                assert_eq!(response.headers()["sec-websocket-protocol"], name);
                if name == "mine" {
                    let mut socket = Socket(socket);
                    socket.send("x").await;
                    assert_eq!(socket.text().await, "mine");
                }
            }
            (Err(Error::Http(response)), Err(status)) => assert_eq!(response.status(), status),
            (result, expected) => panic!("{offered} {choice}: {expected:?}, but {:?}", result.err()),
        }
    }
}

#[tokio::test]
async fn requests_are_signed_with_both_keys() {
    let (first, second) = ("first key, at least thirty-two bytes", "second key, at least thirty-two bytes");
    let mut handler = Handler::start(|_| status(204)).await;
    let all = EventHandler::new(handler.url("/")).system_events(SystemEvent::ALL);
    let builder = Emulator::builder().event_handler("chat", all).access_key(first).secondary_access_key(second);
    let emulator = builder.start().await.expect("started");
    let before = now();
    let (_socket, id) = Caller::new(&emulator).json("chat", &json!({})).await;
    let validation = handler.next().await;
    assert_eq!(
        (validation.header("webhook-request-origin"), validation.header("ce-awpsversion")),
        (Some("127.0.0.1"), Some("1.0"))
    );
    let request = handler.next().await;
    let signature = [first, second].map(|key| format!("sha256={}", common::handler::hmac(key, &id))).join(",");
    assert_eq!(request.header("ce-signature"), Some(signature.as_str()));
    assert_eq!(request.header("webhook-request-origin"), Some("127.0.0.1"));
    assert_eq!(request.header("ce-awpsversion"), Some("1.0"));
    let (day, time) = request.header("ce-time").and_then(|time| time.split_once('T')).expect("a time");
    assert!(day.starts_with("20") && time.ends_with('Z') && time.len() == "00:00:00Z".len());
    assert!(now() >= before);
}

#[tokio::test]
async fn a_handler_that_is_not_validated_gets_no_events() {
    let mut handler = Handler::refusing(|_| status(204)).await;
    let (emulator, caller) = emulator(&handler).await;
    let refused = Socket::connect(&caller.client_url("chat", &json!({})), None).await;
    assert_eq!(refused.err().map(|status| status.as_u16()), Some(500));
    assert_eq!(handler.next().await.head(), "OPTIONS /chat/validate?code=secret");
    let entry = events(&emulator).pop().expect("one");
    assert_eq!((entry.name.as_deref(), entry.hub.as_deref(), entry.status), (Some("connect"), Some("chat"), None));
    let reason = "validation failed: WebHook-Allowed-Origin is neither * nor 127.0.0.1";
    assert_eq!(entry.reason.as_deref(), Some(reason));
    assert!(entry.path.as_ref().is_some_and(|path| path.ends_with("/{hub}/{event}")), "without its code: {entry:?}");
    assert!(emulator.warnings().iter().all(|warning| !warning.contains("secret")));
    // After all that is still to be delivered.
    emulator.stop().await;
    assert!(handler.is_silent());
}

#[tokio::test]
async fn no_handler_at_the_url() {
    let handler = EventHandler::new("http://127.0.0.1:1/").system_events([SystemEvent::Connect]);
    let emulator = Emulator::builder().event_handler("chat", handler).start().await.expect("started");
    let refused = Socket::connect(&Caller::new(&emulator).client_url("chat", &json!({})), None).await;
    assert_eq!(refused.err().map(|status| status.as_u16()), Some(500));
    let failure = events(&emulator).pop().and_then(|entry| entry.reason.clone()).expect("a failure");
    assert!(failure.contains("Connection refused"), "{failure}");
}

#[tokio::test]
async fn invalid_handlers_do_not_start() {
    for (hub, url) in [("chat", "h"), ("chat", "http://{hub}/"), ("1", "http://h/")] {
        let started = Emulator::builder().event_handler(hub, EventHandler::new(url)).start().await;
        let error = started.expect_err(url).to_string();
        assert!(error.starts_with(&format!("the event handler of hub \"{hub}\" must ")), "{error}");
    }
}
