//! The retry plans through the whole client, in virtual time: the table over verb, status, kind of failure, attempt and
//! header, against expectations that share nothing with the library.

#[path = "plan/made.rs"]
mod made;
#[path = "plan/operations.rs"]
mod operations;
#[path = "plan/table.rs"]
mod table;

use made::{Made, answer, given, make};
use operations::{Column, OPERATIONS, Row};
use table::{Asks, End, HEADERS, TABLE, Then};
use webpubsub_core::{ErrorKind, RetryPlan, TransportErrorKind};
use webpubsub_vectors::behaviour::Sent;
use webpubsub_vectors::recorder::Draw;

const PLANS: [RetryPlan; 3] = [RetryPlan::never(), RetryPlan::at_most_once(), RetryPlan::at_least_once()];
const DRAWS: [Draw; 2] = [Draw::Lowest, Draw::Highest];

/// The first of `number` attempts meet 429, which is always repeated; the last meets `end`, and any further one success.
fn check(row: &Row, (end, send, other): (End, Then, Then), number: usize, header: usize, draw: Draw, plan: RetryPlan) {
    let (headers, asks) = HEADERS[header];
    let context = format!("{} {end:?} {headers:?} at attempt {number}, {draw:?}, {plan:?}", row.1);
    let mut script = vec![answer(429, "", &[]); number - 1];
    script.extend([given(end, headers), answer(row.2.0, row.2.1, &[])]);
    let made = make(row, script, draw, plan);

    let drawn = |attempt: usize| if draw == Draw::Lowest { 0.0 } else { [0.5, 1.0, 2.0][attempt - 1] };
    let mut waits: Vec<f64> = (1..number).map(drawn).collect();
    let limit = if end == End::Failure(TransportErrorKind::Timeout) { 30.0 } else { 0.0 };
    let passed = waits.iter().sum::<f64>() + limit;
    let asked = match asks {
        Asks::Nothing => 0.0,
        Asks::After(seconds) => seconds,
        Asks::At(second) => f64::max(second - passed, 0.0),
    };
    let then = match (plan == RetryPlan::at_least_once(), row.0) {
        (false, Column::Sends) if end == End::Status(503) && asks != Asks::Nothing => Then::Again,
        (false, Column::Sends) => send,
        (true, _) | (_, Column::Others) => other,
    };
    let wait = if number < 4 { f64::max(asked, drawn(number)) } else { 0.0 };
    if then == Then::Again && number < 4 && wait < 100.0 - passed && plan != RetryPlan::never() {
        waits.push(wait);
        assert!(made.result.is_ok(), "{context}: {:?}", made.result);
    } else {
        check_end(row, end, asks, &made, &context);
    }
    assert_eq!(made.waits, waits, "{context}");
    assert_eq!(made.sent.len(), waits.len() + 1, "{context}");
    assert!(made.sent.iter().all(|sent| sent.method == row.1 && id(sent) == id(&made.sent[0])), "{context}");
}

fn check_end(row: &Row, end: End, asks: Asks, made: &Made, context: &str) {
    let doubt = TABLE.iter().find(|(of, ..)| *of == end).map(|(_, send, _)| *send);
    let doubt = if end == End::Status(503) && asks != Asks::Nothing { Some(Then::Sure) } else { doubt };
    let error = match &made.result {
        Err(error) => error,
        // A raw request's answer is its value, whatever the status.
        Ok(status) => return assert_eq!(End::Status(*status), end, "{context}"),
    };
    match (end, error.kind()) {
        (End::Status(status), ErrorKind::Service(error)) => assert_eq!(error.status(), status, "{context}"),
        (End::Failure(kind), ErrorKind::Transport(error)) => assert_eq!(error.kind(), kind, "{context}"),
        _ => panic!("{context}: {error:?}"),
    }
    assert_eq!(error.attempts() as usize, made.sent.len(), "{context}");
    let asks_only = ["HEAD", "GET"].contains(&row.1);
    let expected = !asks_only && doubt == Some(Then::Doubt);
    assert!(error.may_have_taken_effect() == expected || doubt == Some(Then::Returned), "{context}: {error}");
}

fn id(sent: &Sent) -> &str {
    sent.header("x-ms-client-request-id").expect("an id")
}

#[test]
fn verb_and_end_and_attempt() {
    for row in OPERATIONS {
        for end in TABLE {
            for draw in DRAWS {
                check(row, *end, 1, 0, draw, RetryPlan::never());
                for number in 1..=4 {
                    PLANS[1..].iter().for_each(|plan| check(row, *end, number, 0, draw, *plan));
                }
            }
        }
    }
}

#[test]
fn verb_and_status_and_header_and_attempt() {
    // One operation for each verb and column: the client knows no more of it.
    let same = |one: &Row, other: &Row| (one.0, one.1) == (other.0, other.1);
    let first = |place: usize| !OPERATIONS[..place].iter().any(|before| same(before, &OPERATIONS[place]));
    for row in (0..OPERATIONS.len()).filter(|place| first(*place)).map(|place| &OPERATIONS[place]) {
        for end in TABLE.iter().filter(|(end, ..)| matches!(end, End::Status(status) if *status >= 300)) {
            for header in 0..HEADERS.len() {
                check(row, *end, 1, header, Draw::Highest, RetryPlan::never());
                for number in 1..=4 {
                    PLANS[1..].iter().for_each(|plan| check(row, *end, number, header, Draw::Highest, *plan));
                }
            }
        }
    }
}

/// Attempts end with the fourth, and all together with the deadline.
#[test]
fn the_same_end_for_ever() {
    for row in OPERATIONS {
        for (end, send, other) in TABLE {
            let then = if row.0 == Column::Sends { send } else { other };
            for draw in DRAWS.into_iter().filter(|_| *then == Then::Again) {
                let made = make(row, vec![given(*end, &[])], draw, RetryPlan::at_most_once());
                let waits: &[f64] = if draw == Draw::Lowest { &[0.0; 3] } else { &[0.5, 1.0, 2.0] };
                assert_eq!((made.sent.len(), made.waits.as_slice()), (4, waits), "{} {end:?}", row.1);
                let silent = *end == End::Failure(TransportErrorKind::Timeout);
                assert!(!silent || (made.passed - 100.0).abs() < 1e-6, "{} took {} s", row.1, made.passed);
            }
        }
    }
}
