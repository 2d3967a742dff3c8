//! Parse and decide.

use core::time::Duration;
use semihosting::println;
use webpubsub_core::operations::{ConnectionExists, GenerateClientToken, SendToAll};
use webpubsub_core::{
    Attempted, ClientAccess, Decision, Message, Operation, Outcome, Reply, RetryPlan, TransportErrorKind, UnixTime,
};

const NOW: UnixTime = UnixTime::from_secs(1_445_412_470); // Wed, 21 Oct 2015 07:27:50 GMT

pub fn show() {
    let send = SendToAll::new(Message::text("hi"));
    println!("202 {}", send.parse(&Reply::new(202, [], b"", NOW)).is_ok());

    let body = br#"{"code":"InvalidRequest","message":"no such hub","target":"hub"}"#;
    let headers = [("X-Ms-Request-Id", "r-1"), ("Retry-After", "Wed, 21 Oct 2015 07:28:00 GMT")];
    let error = send.parse(&Reply::new(400, headers, body, NOW)).expect_err("400");
    println!("{error}; request {:?}; wait {:?}", error.request_id(), error.retry_after());

    let exists = ConnectionExists::new("conn-1");
    println!("404 {:?}", exists.parse(&Reply::new(404, [], b"", NOW)).ok());

    let token = GenerateClientToken::new(ClientAccess::new());
    let answer = token.parse(&Reply::new(200, [], br#"{"token":"t.o.k"}"#, NOW)).expect("token");
    println!("token {}", answer.expose());

    let asked = Some(Duration::from_secs(7));
    for (name, outcome) in [
        ("429", Outcome::Answer { status: 429, retry_after: None }),
        ("503 with wait", Outcome::Answer { status: 503, retry_after: asked }),
        ("503", Outcome::Answer { status: 503, retry_after: None }),
        ("not sent", Outcome::Failed(TransportErrorKind::NotSent)),
        ("timeout", Outcome::Failed(TransportErrorKind::Timeout)),
    ] {
        println!("{name}: {}, {}", next(outcome, false), next(outcome, true));
    }
}

/// The wait in milliseconds before attempt 3, -1 for none.
fn next(outcome: Outcome, repeatable: bool) -> i64 {
    let time_left = Duration::from_secs(100);
    let attempted = Attempted { outcome, repeatable, number: 2, time_left, random: u64::MAX / 4 };
    match RetryPlan::default().next(attempted) {
        Decision::Done => -1,
        Decision::After(wait) => i64::try_from(wait.as_millis()).unwrap_or(i64::MAX),
    }
}
