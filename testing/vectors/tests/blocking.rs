//! The blocking client against the recordings, by the same rules; and it sends what the async client sends, byte for byte.

use webpubsub_vectors::behaviour::{Behaviour, of_blocking_client, of_library};
use webpubsub_vectors::judge::{RULES, judge_behaviour};
use webpubsub_vectors::recording::{data, load};

#[test]
fn every_case_agrees_or_differs_by_a_rule() {
    let report = judge_behaviour(&load(&data()).expect("the recordings"), RULES, of_blocking_client);
    assert!(report.problems.is_empty(), "{:#?}", report.problems);
    let judged = report.agreeing.len() + report.explained.len();
    assert!(judged == report.cases && judged > 280, "only {judged} cases were judged");
}

/// All that a behaviour is, with the headers in one order.
fn written(mut behaviour: Behaviour) -> String {
    behaviour.requests.iter_mut().for_each(|request| request.headers.sort());
    format!("{behaviour:#?}")
}

#[test]
fn every_request_is_the_async_clients() {
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
