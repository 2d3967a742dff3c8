//! All recordings against the table, with both clients; and `BEHAVIOUR.md` against what the judge sees.

use webpubsub_vectors::behaviour::{Behaviour, of_blocking_client, of_library};
use webpubsub_vectors::judge::{RULES, Report, judge, judge_behaviour};
use webpubsub_vectors::page;
use webpubsub_vectors::recording::{data, load};

fn assert_explained(report: &Report) {
    assert!(report.problems.is_empty(), "{:#?}", report.problems);
    let judged = report.agreeing.len() + report.explained.len();
    assert_eq!(judged, report.cases, "a case in no class, or in two");
    assert!(judged > 280, "only {judged} cases were judged");
}

#[test]
fn every_case_agrees_or_differs_by_a_rule() {
    let report = judge(&load(&data()).expect("the recordings"), RULES);
    println!("{}", page::report(&report, RULES));
    assert_explained(&report);
}

#[test]
fn of_the_blocking_client_too() {
    assert_explained(&judge_behaviour(&load(&data()).expect("the recordings"), RULES, of_blocking_client));
}

/// All that a behaviour is, with the headers in one order.
fn written(mut behaviour: Behaviour) -> String {
    behaviour.requests.iter_mut().for_each(|request| request.headers.sort());
    format!("{behaviour:#?}")
}

/// Byte for byte.
#[test]
fn the_blocking_client_sends_what_the_async_one_sends() {
    let (mut requests, mut bytes) = (0, 0);
    for case in load(&data()).expect("the recordings") {
        let (blocking, library) = (of_blocking_client(&case), of_library(&case));
        let (blocking, library) = (blocking.expect("a behaviour"), library.expect("a behaviour"));
        requests += blocking.requests.len();
        bytes += blocking.requests.iter().map(|request| request.body.len()).sum::<usize>();
        assert_eq!(written(blocking), written(library), "{}", case.name);
    }
    println!("{requests} requests with {bytes} bytes of bodies, all the same");
    assert!(requests > 250 && bytes > 1_000, "only {requests} requests with {bytes} bytes");
}

#[test]
fn the_page_is_the_generated_one() {
    let generated = page::behaviour(&load(&data()).expect("the recordings"), RULES).expect("a page");
    let again = "cargo run -p webpubsub-vectors -- --behaviour > testing/vectors/BEHAVIOUR.md";
    for (number, (written, generated)) in include_str!("../BEHAVIOUR.md").lines().zip(generated.lines()).enumerate() {
        assert_eq!(written, generated, "line {}: {again}", number + 1);
    }
    assert!(include_str!("../BEHAVIOUR.md") == generated, "{again}");
}
