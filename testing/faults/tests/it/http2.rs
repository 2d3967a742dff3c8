//! HTTP/2 over TLS.

use crate::{CONNECTION_FAULTS, REQUEST_FAULTS, execute, execute_in_short_time, run};
use webpubsub_faults::{AttemptOutcome, Guarantee, Results, Run, Transport};

/// Those that HTTP/1 does not have.
const OWN_FAULTS: [&str; 8] = [
    "stream refused",
    "stream refused at the head",
    "GOAWAY",
    "GOAWAY, then closed",
    "GOAWAY announced",
    "no window for new streams",
    "no window for the rest",
    "429 early",
];
const CUTS: [&str; 3] = ["connection reset", "connection closed", "connection cut in a response"];

/// As `execute`; and the faults were frequent enough to cause violations.
fn check(run: Run) -> Results {
    let results = execute(run);
    let happened = |fault: &&str| results.faults.get(fault).copied().unwrap_or_default();
    for fault in REQUEST_FAULTS.iter().filter(|fault| !fault.starts_with("202, ")).chain(&OWN_FAULTS) {
        assert!(happened(fault) > 0, "{fault} did not happen");
    }
    // A connection has many requests, so these are rarer than with HTTP/1.
    for faults in [CUTS, CONNECTION_FAULTS] {
        assert!(faults.iter().any(|fault| happened(fault) > 0), "none of {faults:?} happened");
    }
    let per_mille = run.messages as usize / 1_000;
    assert!(results.count_attempts(AttemptOutcome::NotSent) >= 20 * per_mille, "hardly an attempt was not sent");
    assert!(results.count_attempts(AttemptOutcome::Uncertain) >= 20 * per_mille, "hardly an attempt got no response");
    results
}

fn http2(guarantee: Guarantee) -> Run {
    Run { messages: 5_000, ..run(Transport::Http2, guarantee) }
}

#[test]
fn at_most_once_over_http2() {
    let results = check(http2(Guarantee::AtMostOnce));
    let failed = |accepted| results.count_calls(|result, was| result.is_err() && was == accepted);
    assert!(failed(true) > 50 && failed(false) > 50, "failed calls were accepted, and not accepted");
}

#[test]
fn at_least_once_over_http2() {
    assert!(check(http2(Guarantee::AtLeastOnce)).accepted_twice() > 50);
}

#[test]
fn at_least_once_over_http2_with_a_short_timeout() {
    execute_in_short_time(http2(Guarantee::AtLeastOnce));
}
