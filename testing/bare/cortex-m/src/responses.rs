//! Parse and decide.

use core::time::Duration;
use semihosting::println;
use webpubsub_core::operations::{ConnectionExists, GenerateClientToken, Operation, SendToAll};
use webpubsub_core::retry::{Context, Decision, Outcome};
use webpubsub_core::{ClientAccess, Message, ResponseParts, RetryPolicy, TransportErrorKind, UnixTime};

const NOW: UnixTime = UnixTime::from_secs(1_445_412_470); // Wed, 21 Oct 2015 07:27:50 GMT

pub fn show() {
    let send = SendToAll::new(Message::text("hi"));
    println!("202 {}", send.parse(&ResponseParts::new(202, [], b"", NOW)).is_ok());

    let body = br#"{"code":"InvalidRequest","message":"no such hub","target":"hub"}"#;
    let headers = [("X-Ms-Request-Id", "r-1"), ("Retry-After", "Wed, 21 Oct 2015 07:28:00 GMT")];
    let error = send.parse(&ResponseParts::new(400, headers, body, NOW)).expect_err("400");
    println!("{error}; request {:?}; wait {:?}", error.request_id(), error.retry_after());

    let exists = ConnectionExists::new("conn-1");
    println!("404 {:?}", exists.parse(&ResponseParts::new(404, [], b"", NOW)).ok());

    let token = GenerateClientToken::new(ClientAccess::new());
    let token = token.parse(&ResponseParts::new(200, [], br#"{"token":"t.o.k"}"#, NOW)).expect("token");
    println!("token {}", token.expose());

    let asked = Some(Duration::from_secs(7));
    for (name, outcome) in [
        ("429", Outcome::Response { status: 429, retry_after: None }),
        ("503 with Retry-After", Outcome::Response { status: 503, retry_after: asked }),
        ("503", Outcome::Response { status: 503, retry_after: None }),
        ("not sent", Outcome::Failed(TransportErrorKind::NotSent)),
        ("timeout", Outcome::Failed(TransportErrorKind::Timeout)),
    ] {
        println!("{name}: {}, {}", next(outcome, false), next(outcome, true));
    }
}

/// The backoff in milliseconds before attempt 3, -1 for none.
fn next(outcome: Outcome, idempotent: bool) -> i64 {
    let context = Context { idempotent, attempt: 2, time_left: Duration::from_secs(100), random: u64::MAX / 4 };
    match RetryPolicy::default().decide(outcome, context) {
        Decision::Stop => -1,
        Decision::Retry { after } => i64::try_from(after.as_millis()).unwrap_or(i64::MAX),
    }
}
