//! Ten thousand sends by each plan, and some against the clock.

use std::time::Duration;
use webpubsub_faults::{Books, Guarantee, Run, Said, seed};

const OF_REQUESTS: [&str; 12] = [
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
const OF_CONNECTIONS: [&str; 3] = ["closed unread", "reset unread", "refused for a while"];

/// Carries a run out, prints its counts, and holds the books against each other.
fn check(run: Run) -> Books {
    let books = run.carry_out();
    println!("{books}");
    let broken = books.broken_promises();
    assert!(
        broken.is_empty(),
        "{} broken promises, the first:\n{}",
        broken.len(),
        broken[..broken.len().min(10)].join("\n")
    );
    // And the run was one that could have broken them.
    assert_eq!(books.reports.len(), run.messages as usize);
    for fault in
        ["202", "202, then closed", "429", "503", "503 with Retry-After", "408, 500, 502, 504", "reset", "closed"]
    {
        assert!(books.faults.get(fault).is_some_and(|times| *times > 20), "{fault} hardly happened");
    }
    let per_mille = run.messages / 1_000;
    let happened = |fault| books.faults.get(fault).copied().unwrap_or_default();
    for (share, faults) in [(2, &OF_REQUESTS[..]), (1, &OF_CONNECTIONS)] {
        for fault in faults {
            assert!(happened(fault) >= share * per_mille, "{fault} hardly happened");
        }
    }
    let said = |what| books.said(|said| said == what);
    assert!(said(Said::NotSent) >= per_mille as usize, "hardly an attempt was not sent");
    assert!(said(Said::InDoubt) >= 20 * per_mille as usize, "hardly an attempt was in doubt");
    books
}

fn run(guarantee: Guarantee) -> Run {
    Run {
        seed: seed(),
        messages: 10_000,
        guarantee,
        attempts: 6,
        attempt_limit: Duration::from_millis(100),
        deadline: Duration::from_secs(100),
    }
}

#[test]
fn at_most_once() {
    let books = check(run(Guarantee::AtMostOnce));
    let in_doubt = |accepted| books.ended(|result, was| result.is_err() && was == accepted);
    assert!(in_doubt(true) > 100 && in_doubt(false) > 100, "the doubt was never real");
}

#[test]
fn at_least_once() {
    let books = check(run(Guarantee::AtLeastOnce));
    // The price, which the plan's name says: without it there would have been nothing to guarantee.
    assert!(books.accepted_twice() > 100);
    let missing = books.ended(|result, accepted| !accepted && result.is_err());
    assert!(missing > 50, "no message was refused to the end");
}

/// As many attempts as fit: only the deadline ends the calls for messages that are never accepted.
#[test]
fn at_most_once_against_the_clock() {
    let against =
        Run { messages: 3_000, attempts: u32::MAX, deadline: Duration::from_millis(150), ..run(Guarantee::AtMostOnce) };
    check(against);
}

#[test]
fn at_least_once_against_the_clock() {
    let against = Run {
        messages: 3_000,
        attempts: u32::MAX,
        deadline: Duration::from_millis(150),
        ..run(Guarantee::AtLeastOnce)
    };
    check(against);
}
