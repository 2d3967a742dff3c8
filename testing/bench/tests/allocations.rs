//! How often a send to all clients allocates.

use allocation_counter::{AllocationInfo, measure};
use http::Request;
use webpubsub_bench::{ENDPOINT, HUB, KEY, NOW};
use webpubsub_core::operations::SendToAll;
use webpubsub_core::{AccessKey, Authorization, Message, Operation, PreparedRequest, Target};

/// A client's lasting parts, and a message of 64 bytes that was never sent before.
struct Parts {
    target: Target,
    authorization: Authorization,
    send: SendToAll,
}

impl Parts {
    fn new() -> Self {
        Self {
            target: Target::new(ENDPOINT, HUB).expect("target"),
            authorization: AccessKey::new(KEY).expect("key").into(),
            send: SendToAll::new(Message::text("m".repeat(64))),
        }
    }

    fn prepare(&self) -> PreparedRequest {
        self.send.prepare(&self.target, &self.authorization, NOW).expect("prepared")
    }
}

/// Prints the count (`--nocapture` shows it) and returns it.
fn report(what: &str, counted: AllocationInfo) -> u64 {
    println!("{what}: {} allocations, {} bytes", counted.count_total, counted.bytes_total);
    counted.count_total
}

#[test]
fn prepare_allocates_at_most_six_times() {
    let parts = Parts::new();
    let first = report("prepare", measure(|| drop(parts.prepare())));
    let again = measure(|| drop(parts.prepare()));
    assert_eq!(again.count_current, 0, "nothing is left");
    assert!(first <= 5, "{first}");
    assert!(report("prepare once more, for a repeated attempt", again) <= first);
}

#[test]
fn a_converted_request_allocates_at_most_ten_times() {
    let parts = Parts::new();
    let count = report("prepare and convert", measure(|| drop(Request::try_from(parts.prepare()).expect("converted"))));
    assert!(count <= 8, "{count}");
}

#[test]
fn a_whole_call_allocates_at_most_sixteen_times() {
    let case = webpubsub_bench::send_to_all(64).expect("case");
    report("the same call by hand", measure(|| case.floor_call().expect("sent")));
    let count = report("a whole call", measure(|| case.call().expect("sent")));
    assert!(count <= 10, "{count}");
}
