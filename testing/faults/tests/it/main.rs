//! Thousands of sends over each transport with each retry policy, and some with a short timeout.

mod blocking;
mod http2;
mod tls;
mod tower;

use std::time::Duration;
use webpubsub_faults::{AttemptOutcome, Backend, Guarantee, Results, Run, Transport, seed};

const REQUEST_FAULTS: [&str; 12] = [
    "202",
    "202, then closed",
    "429",
    "503",
    "503 with Retry-After",
    "408, 500, 502, 504",
    "reset after the head",
    "reset",
    "closed",
    "stalled",
    "cut in the head",
    "cut in the body",
];
const CONNECTION_FAULTS: [&str; 3] = ["closed unread", "reset unread", "refused for a while"];

/// Executes a run, prints its counts, and checks the guarantees.
fn execute(run: Run) -> Results {
    let results = run.execute();
    println!("{results}");
    let violations = results.violations();
    assert!(
        violations.is_empty(),
        "{} violations, the first:\n{}",
        violations.len(),
        violations[..violations.len().min(10)].join("\n")
    );
    assert_eq!(results.reports.len(), run.messages as usize);
    results
}

/// As `execute`, over HTTP/1; and the faults were frequent enough to cause violations.
fn check(run: Run) -> Results {
    let results = execute(run);
    let happened = |fault| results.faults.get(fault).copied().unwrap_or_default();
    // How many are read depends on the machine.
    let read = REQUEST_FAULTS.into_iter().map(happened).sum::<u32>();
    assert!(read > run.messages / 20, "hardly a request was read");
    for fault in
        ["202", "202, then closed", "429", "503", "503 with Retry-After", "408, 500, 502, 504", "reset", "closed"]
    {
        assert!(happened(fault) > read / 200, "{fault} hardly happened");
    }
    let per_mille = run.messages / 1_000;
    for (least, faults) in [(read / 500, &REQUEST_FAULTS[..]), (per_mille, &CONNECTION_FAULTS)] {
        for fault in faults {
            assert!(happened(fault) >= least, "{fault} hardly happened");
        }
    }
    let per_mille = per_mille as usize;
    assert!(results.count_attempts(AttemptOutcome::NotSent) >= per_mille, "hardly an attempt was not sent");
    assert!(results.count_attempts(AttemptOutcome::Uncertain) >= 20 * per_mille, "hardly an attempt got no response");
    results
}

fn run(transport: Transport, guarantee: Guarantee) -> Run {
    Run {
        backend: Backend::Hyper,
        transport,
        seed: seed(),
        messages: 10_000,
        guarantee,
        max_attempts: 6,
        attempt_timeout: Duration::from_millis(100),
        timeout: Duration::from_secs(100),
    }
}

#[test]
fn at_most_once() {
    let results = check(run(Transport::Http1, Guarantee::AtMostOnce));
    let failed = |accepted| results.count_calls(|result, was| result.is_err() && was == accepted);
    assert!(failed(true) > 100 && failed(false) > 100, "failed calls were accepted, and not accepted");
}

#[test]
fn at_least_once() {
    let results = check(run(Transport::Http1, Guarantee::AtLeastOnce));
    // Messages were lost without a response, so that the policy had to retry.
    assert!(results.accepted_twice() > 100);
    let rejected = results.count_calls(|result, accepted| !accepted && result.is_err());
    assert!(rejected > 50, "some messages are never accepted");
}

/// As many attempts as fit: only the timeout ends the calls for messages that are never accepted. How many reach the server
/// in that time depends on the machine, so how often each fault happens does, too; the runs without such a timeout check it.
fn execute_in_short_time(run: Run) {
    let timeout = Duration::from_millis(150);
    let results = execute(Run { messages: 3_000, max_attempts: u32::MAX, timeout, ..run });
    assert!(results.count_calls(|result, accepted| result.is_ok() && accepted) > 0, "no call succeeded");
    assert!(results.count_calls(|result, accepted| result.is_err() && !accepted) > 0, "no call ran out of time");
}

#[test]
fn at_most_once_with_a_short_timeout() {
    execute_in_short_time(run(Transport::Http1, Guarantee::AtMostOnce));
}

#[test]
fn at_least_once_with_a_short_timeout() {
    execute_in_short_time(run(Transport::Http1, Guarantee::AtLeastOnce));
}
