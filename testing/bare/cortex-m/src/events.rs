//! Receive: one event is verified, read and responded to.

use alloc::string::String;
use core::str::from_utf8;
use semihosting::println;
use webpubsub_core::events::{Event, Upstream, UpstreamResponse, signature};
use webpubsub_core::{AccessKey, Message};

const KEY: &str = "c2VjcmV0LWtleS1mb3ItdGVzdHMtb25seS0wMDAwMDE=";

pub fn show() {
    let key = AccessKey::new(KEY).expect("key");
    let upstream = Upstream::new("chat").keys([key.clone()]).expect("upstream");
    let signature = signature([&key], "conn-1");
    println!("ce-signature {signature}");
    let event = upstream.read_parts("POST", headers(&signature), "21.5 \u{b0}C").expect("an event");
    line(&respond(&event));
    let forged = upstream.read_parts("POST", headers("sha256=00"), "").expect_err("a forged event");
    println!("{forged}");
    line(&forged.into());
}

fn headers(signature: &str) -> [(&str, &str); 7] {
    [
        ("ce-type", "azure.webpubsub.user.reading"),
        ("ce-hub", "chat"),
        ("ce-connectionId", "conn-1"),
        ("ce-userId", "ann"),
        ("ce-connectionState", "eyJjb3VudCI6IDd9"),
        ("ce-signature", signature),
        ("content-type", "text/plain"),
    ]
}

fn respond(event: &Event) -> UpstreamResponse {
    let Event::User(event) = event else { return UpstreamResponse::internal_error() };
    let text = event.text().expect("text");
    println!("{} of {} by {}: {text}", event.name(), event.connection_id(), event.user_id().unwrap_or("-"));
    println!("state {}", event.context().connection_state().as_str());
    let mut response = String::from("taken: ");
    response.push_str(text);
    event.respond(Message::text(response)).clear_state().into()
}

fn line(response: &UpstreamResponse) {
    println!("{}", response.status());
    for (name, value) in response.headers() {
        println!("{name}: {value}");
    }
    println!("body {}", from_utf8(response.body()).expect("text"));
}
