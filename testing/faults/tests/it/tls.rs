//! HTTP/1.1 over TLS.

use crate::{check, execute_in_short_time, run};
use webpubsub_faults::{Guarantee, Results, Run, Transport};

fn check_tls(run: Run) -> Results {
    let results = check(run);
    assert!(results.faults.contains_key("closed in the handshake"));
    results
}

fn tls(guarantee: Guarantee) -> Run {
    Run { messages: 2_500, ..run(Transport::Http1OverTls, guarantee) }
}

#[test]
fn at_most_once_over_tls() {
    let results = check_tls(tls(Guarantee::AtMostOnce));
    let failed = |accepted| results.count_calls(|result, was| result.is_err() && was == accepted);
    assert!(failed(true) > 25 && failed(false) > 25, "failed calls were accepted, and not accepted");
}

#[test]
fn at_least_once_over_tls() {
    assert!(check_tls(tls(Guarantee::AtLeastOnce)).accepted_twice() > 25);
}

#[test]
fn at_most_once_over_tls_with_a_short_timeout() {
    execute_in_short_time(tls(Guarantee::AtMostOnce));
}
