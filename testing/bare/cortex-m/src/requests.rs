//! Declare, request and authorize.

use semihosting::println;
use webpubsub_core::operations::{CloseConnection, Operation, PreparedRequest, SendToAll, SendToGroup};
use webpubsub_core::{AccessKey, Authorization, ClientAccess, Filter, Message, Role, Target, UnixTime};

const ENDPOINT: &str = "https://contoso.webpubsub.azure.com";
const KEY: &str = "c2VjcmV0LWtleS1mb3ItdGVzdHMtb25seS0wMDAwMDE=";
const NOW: UnixTime = UnixTime::from_secs(1_795_487_212);

pub fn show() {
    let target = Target::new(ENDPOINT, "chat").expect("target");
    let key = AccessKey::new(KEY).expect("key");
    let authorization = Authorization::from(key.clone());

    let all = SendToAll::new(Message::text("hello from a bare machine"));
    line(&all.prepare(&target, &authorization, NOW).expect("send to all"));

    let group = SendToGroup::new("a/b c\u{e9}", Message::json(&["x", "y"]).expect("json"))
        .excluded(["conn-1", "conn+2"])
        .filter(Filter::raw("userId ne 'o''hara'"))
        .message_ttl_seconds(60);
    line(&group.prepare(&target, &authorization, NOW).expect("send to group"));

    let close = CloseConnection::new("conn-1").reason("over & out");
    line(&close.prepare(&target, &authorization, NOW).expect("close"));

    let rejected = SendToGroup::new("..", Message::text("")).prepare(&target, &authorization, NOW);
    println!("rejected {}", rejected.expect_err("dots"));

    let access = ClientAccess::new().user_id("ann").role(Role::send_to_group("lobby")).group("lobby").minutes(5);
    println!("client {}", access.sign(&target, &key, NOW).expect("client access").into_url());
}

fn line(request: &PreparedRequest) {
    println!("{} {}", request.method(), request.url());
    println!("authorization {}", request.authorization().expect("signed").expose());
    println!("accept {}", request.accept());
    println!("content-type {}", request.content_type().unwrap_or("-"));
    println!("body {}", core::str::from_utf8(request.body()).expect("text"));
}
