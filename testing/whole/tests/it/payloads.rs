//! Every payload arrives as it was sent, up to the limit; beyond it nothing is sent.

use serde_json::value::RawValue;
use webpubsub_hyper::{ClientAccess, ErrorKind, Message, WebPubSubServiceClient};
use webpubsub_whole::{Received, Subscriber, Watch, service};

/// Sends to all and expects the same at a simple and at a JSON client.
async fn arrives(
    client: &WebPubSubServiceClient,
    clients: &mut [Subscriber; 2],
    message: Message,
    simple: Received,
    json: Received,
) {
    client.send_to_all(message).await.expect("accepted");
    assert!(clients[0].receive().await == simple, "at the simple client");
    assert!(clients[1].receive().await == json, "at the JSON client");
}

async fn both(client: &WebPubSubServiceClient) -> [Subscriber; 2] {
    let access = ClientAccess::new().user_id("u");
    [Subscriber::simple(client, access.clone()).await, Subscriber::json(client, access).await]
}

/// Characters from the begin, the middle and the end of each plane, controls included.
fn every_plane() -> String {
    let edges = (0..=16_u32).flat_map(|plane| {
        [0x00, 0x01, 0x7F, 0x80, 0xFF, 0x4E2D, 0xD7FF, 0xE000, 0xFFFD, 0xFFFF].map(|low| plane << 16 | low)
    });
    edges.filter_map(char::from_u32).collect()
}

#[tokio::test]
async fn text_of_every_plane() {
    let _watch = Watch::begin();
    let (_emulator, client) = service().await;
    let mut clients = both(&client).await;
    for text in [every_plane(), String::new(), "\"quoted\" \\ \r\n\t".into(), "null".into()] {
        let received = Received::Text(text.clone());
        arrives(&client, &mut clients, Message::text(text), received.clone(), received).await;
    }
}

#[tokio::test]
async fn every_json_type_to_the_letter() {
    let _watch = Watch::begin();
    let (_emulator, client) = service().await;
    let mut clients = both(&client).await;
    let strings = serde_json::to_string(&every_plane()).expect("JSON");
    let deep = format!("{}{}", "[".repeat(100), "]".repeat(100));
    for json in [
        "null",
        "true",
        "false",
        "0",
        "-1.5e-7",
        "12345678901234567890123456789",
        "1.0",
        r#""text""#,
        &strings,
        "[]",
        "{}",
        r#"{"a":[1,{"b":null}],"":0}"#,
        r#"{"twice":1,"twice":2}"#,
        &deep,
    ] {
        let raw: &RawValue = serde_json::from_str(json).expect("JSON");
        let message = Message::raw_json(json.to_owned()).expect("JSON");
        let (simple, enveloped) = (Received::Text(json.into()), Received::Json(raw.get().into()));
        arrives(&client, &mut clients, message, simple, enveloped).await;
    }
}

#[tokio::test]
async fn every_byte() {
    let _watch = Watch::begin();
    let (_emulator, client) = service().await;
    let mut clients = both(&client).await;
    for bytes in [(0..=255).collect::<Vec<u8>>(), vec![], vec![0], b"\xFF\xFE".to_vec()] {
        let received = Received::Binary(bytes.clone());
        arrives(&client, &mut clients, Message::binary(bytes), received.clone(), received).await;
    }
}

#[tokio::test]
async fn the_limit_arrives_and_one_byte_more_is_rejected() {
    let _watch = Watch::begin();
    let (_emulator, client) = service().await;
    let mut clients = both(&client).await;
    let bytes: Vec<u8> = (0..Message::MAX_SIZE).map(|at| u8::try_from(at * 31 % 251).expect("below 251")).collect();
    let received = Received::Binary(bytes.clone());
    arrives(&client, &mut clients, Message::binary(bytes), received.clone(), received).await;
    let text = "é".repeat(Message::MAX_SIZE / 2);
    let received = Received::Text(text.clone());
    arrives(&client, &mut clients, Message::text(text), received.clone(), received).await;
    let json = format!("\"{}\"", "j".repeat(Message::MAX_SIZE - 2));
    let message = Message::raw_json(json.clone()).expect("JSON");
    arrives(&client, &mut clients, message, Received::Text(json.clone()), Received::Json(json)).await;

    let error = client.send_to_all(Message::binary(vec![0; Message::MAX_SIZE + 1])).await.expect_err("refused");
    let ErrorKind::Build(refused) = error.kind() else { panic!("{error}") };
    assert_eq!((refused.field(), error.attempts()), ("message", 0));
    assert!(refused.rule().contains("1048576"), "{refused}");
}
