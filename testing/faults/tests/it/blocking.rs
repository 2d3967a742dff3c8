//! The blocking backend, in threads.

use crate::{check, execute_in_short_time, run};
use webpubsub_faults::{Backend, Guarantee, Run, Transport};

fn blocking(transport: Transport, guarantee: Guarantee) -> Run {
    Run { backend: Backend::Blocking, ..run(transport, guarantee) }
}

#[test]
fn blocking_at_most_once() {
    let results = check(blocking(Transport::Http1, Guarantee::AtMostOnce));
    let failed = |accepted| results.count_calls(|result, was| result.is_err() && was == accepted);
    assert!(failed(true) > 100 && failed(false) > 100, "failed calls were accepted, and not accepted");
}

#[test]
fn blocking_at_least_once() {
    assert!(check(blocking(Transport::Http1, Guarantee::AtLeastOnce)).accepted_twice() > 100);
}

#[test]
fn blocking_over_tls() {
    for guarantee in [Guarantee::AtMostOnce, Guarantee::AtLeastOnce] {
        let results = check(Run { messages: 2_500, ..blocking(Transport::Http1OverTls, guarantee) });
        assert!(results.faults.contains_key("closed in the handshake"));
    }
}

#[test]
fn blocking_with_a_short_timeout() {
    for guarantee in [Guarantee::AtMostOnce, Guarantee::AtLeastOnce] {
        execute_in_short_time(blocking(Transport::Http1, guarantee));
    }
}
