//! Sends, to each audience and of each kind.

use super::Case;
use super::world::World;
use serde_json::json;
use webpubsub_hyper::operations::{SendToAll, SendToGroup, SendToUser};
use webpubsub_hyper::{ClientAccess, Filter, Message};
use webpubsub_whole::{Received, Subscriber};

pub(super) fn cases() -> Vec<Case> {
    vec![
        Case::new("send_to_all", everyone_gets_each_kind),
        Case::new("send_to_all", a_mebibyte_and_not_a_byte_more),
        Case::new("send_to_all", excluded_get_nothing),
        Case::new("send_to_all", a_filter_chooses),
        Case::new("send_to_group", members_get_it),
        Case::new("send_to_user", all_connections_of_a_user_get_it),
        Case::new("send_to_connection", one_connection_gets_it),
        Case::new("health", the_service_responds),
    ]
}

fn text(text: &str) -> Received {
    Received::Text(text.to_owned())
}

async fn everyone_gets_each_kind(w: World) {
    let simple = Subscriber::simple(&w.client, ClientAccess::new()).await;
    let value = json!({ "text": "naïve ✓ 😀", "list": [1, 2.5, null, true] });
    let bytes: Vec<u8> = (0..=255).collect();
    let mut both = [(w.anybody().await, true), (simple, false)];
    w.client.send_to_all(Message::json(&value).expect("JSON")).await.expect("accepted");
    w.client.send_to_all(Message::text("plain")).await.expect("accepted");
    w.client.send_to_all(Message::binary(bytes.clone())).await.expect("accepted");
    for (subscriber, enveloped) in &mut both {
        let json = value.to_string();
        assert_eq!(subscriber.receive().await, if *enveloped { Received::Json(json) } else { Received::Text(json) });
        assert_eq!(subscriber.receive().await, text("plain"));
        assert_eq!(subscriber.receive().await, Received::Binary(bytes.clone()));
    }
}

async fn a_mebibyte_and_not_a_byte_more(w: World) {
    let mut subscriber = w.anybody().await;
    w.client.send_to_all(Message::binary(vec![b'x'; Message::MAX_SIZE])).await.expect("accepted");
    assert_eq!(subscriber.receive().await, Received::Binary(vec![b'x'; Message::MAX_SIZE]));
    let error = w.client.send_to_all(Message::binary(vec![b'x'; Message::MAX_SIZE + 1])).await.expect_err("refused");
    assert_eq!(error.attempts(), 0);
    w.settle(&mut [&mut subscriber]).await;
}

async fn excluded_get_nothing(w: World) {
    let (mut one, mut two, mut three) = (w.anybody().await, w.anybody().await, w.anybody().await);
    let send = SendToAll::new(Message::text("x")).excluded([one.connection_id(), two.connection_id()]);
    w.client.call(&send).await.expect("accepted");
    assert_eq!(three.receive().await, text("x"));
    w.settle(&mut [&mut one, &mut two, &mut three]).await;
}

async fn a_filter_chooses(w: World) {
    let (mut ann, mut me) = (w.user("ann").await, w.user("it's me").await);
    let send = SendToAll::new(Message::text("x")).filter(Filter::user_id().eq("it's me"));
    w.client.call(&send).await.expect("accepted");
    assert_eq!(me.receive().await, text("x"));
    w.settle(&mut [&mut ann, &mut me]).await;
}

async fn members_get_it(w: World) {
    for group in ["g", "a b", "it's me", "(a b)!", "grün✓?#%"] {
        let (mut inside, mut excluded) = (w.member(group).await, w.member(group).await);
        let mut outside = w.anybody().await;
        let send = SendToGroup::new(group, Message::text("x")).excluded([excluded.connection_id()]);
        w.client.call(&send).await.expect("accepted");
        let frame = inside.frame().await;
        assert_eq!((&frame["group"], &frame["data"]), (&json!(group), &json!("x")));
        w.settle(&mut [&mut inside, &mut excluded, &mut outside]).await;
    }
    w.client.send_to_group("nobody", Message::text("x")).await.expect("accepted");
}

async fn all_connections_of_a_user_get_it(w: World) {
    let (mut one, mut two, mut other) = (w.user("ann@x.y").await, w.user("ann@x.y").await, w.user("Ann@x.y").await);
    let send = SendToUser::new("ann@x.y", Message::text("x")).message_ttl_seconds(10);
    w.client.call(&send).await.expect("accepted");
    assert_eq!((one.receive().await, two.receive().await), (text("x"), text("x")));
    w.settle(&mut [&mut one, &mut two, &mut other]).await;
    w.client.send_to_user("nobody", Message::text("x")).await.expect("accepted");
}

async fn one_connection_gets_it(w: World) {
    let (mut one, mut two) = (w.anybody().await, w.anybody().await);
    w.client.send_to_connection(one.connection_id(), Message::text("x")).await.expect("accepted");
    assert_eq!(one.receive().await, text("x"));
    w.settle(&mut [&mut one, &mut two]).await;
    w.client.send_to_connection("nobody", Message::text("x")).await.expect("accepted");
}

async fn the_service_responds(w: World) {
    w.client.health().await.expect("well");
}
