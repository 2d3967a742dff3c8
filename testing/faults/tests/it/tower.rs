//! The tower backend, behind a limit on concurrent requests.

use crate::{check, run};
use webpubsub_faults::{Backend, Guarantee, Run, Transport};

fn tower(guarantee: Guarantee) -> Run {
    Run { backend: Backend::Tower, ..run(Transport::Http1, guarantee) }
}

#[test]
fn tower_at_most_once() {
    let results = check(tower(Guarantee::AtMostOnce));
    let failed = |accepted| results.count_calls(|result, was| result.is_err() && was == accepted);
    assert!(failed(true) > 100 && failed(false) > 100, "failed calls were accepted, and not accepted");
}

#[test]
fn tower_at_least_once() {
    assert!(check(tower(Guarantee::AtLeastOnce)).accepted_twice() > 100);
}
