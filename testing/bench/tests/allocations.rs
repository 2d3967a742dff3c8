//! How often a send to all clients allocates.

use allocation_counter::{AllocationInfo, measure};
use webpubsub_bench::calls::{Case, send_to_all};

/// With a message of 64 bytes that was never sent before.
fn case() -> Case {
    send_to_all(64).expect("case")
}

/// Prints the count (`--nocapture` shows it) and returns it.
fn report(what: &str, counted: AllocationInfo) -> u64 {
    println!("{what}: {} allocations, {} bytes", counted.count_total, counted.bytes_total);
    counted.count_total
}

#[test]
fn preparing_allocates_no_more_than_it_should() {
    let case = case();
    let first = report("prepare", measure(|| drop(case.prepare().expect("prepared"))));
    let again = measure(|| drop(case.prepare().expect("prepared")));
    assert_eq!(again.count_current, 0, "nothing is left");
    assert!(first <= 5, "{first}");
    assert!(report("prepare once more, for a retry", again) <= first);
}

#[test]
fn a_converted_request_allocates_no_more_than_it_should() {
    let case = case();
    let count = report("prepare and convert", measure(|| drop(case.request().expect("converted"))));
    assert!(count <= 8, "{count}");
}

#[test]
fn a_whole_call_allocates_no_more_than_it_should() {
    let case = case();
    let first = report("a whole call", measure(|| case.call().expect("sent")));
    let again = report("a whole call once more", measure(|| case.call().expect("sent")));
    case.baseline_call().expect("sent");
    report("the same by hand", measure(|| case.baseline_call().expect("sent")));
    assert!(again <= 8, "{again}");
    assert!(first <= again + 1, "{first}: the first shares the message's body");
}
