//! The contract of `HttpTransport`, one function a case.
//!
//! A case uses the transport and the address of a fault server and nothing else: no runtime, clock, thread or socket of
//! its own. The contract's words are in the docs of `webpubsub_core::HttpTransport`; each function says what it checks.

mod answers;
mod cancel;
mod caps;
mod connections;
mod failures;
mod midway;
mod platform;
mod requests;
mod secrets;

pub use answers::{
    answer_headers, answer_until_close, head_announces_a_body, informational_answers, redirects, slow_answer, statuses,
};
pub use cancel::{dropping_cancels, unpolled_sends_nothing};
pub use caps::{announced_answer_over_the_cap, answer_at_the_cap, endless_answer, unannounced_answer_over_the_cap};
pub use connections::{closed_while_idle, concurrent_calls_do_not_mix, connections_are_reused, failures_do_not_stay};
pub use failures::{
    close_after_the_request, connection_refused, reset_after_the_request, reset_on_a_used_connection, stream_refused,
    tls_fails, unknown_host,
};
pub use midway::{answer_before_the_request_ends, answer_is_cut, answer_is_garbage, reset_inside_the_request};
pub use platform::{clock, long_sleep_is_not_short, random, sleep_is_not_short};
pub use requests::{bodies, empty_bodies, host, methods, path_and_query, quote_in_a_query, request_headers};
pub use secrets::{errors_have_kind_and_source, errors_show_no_secret, transport_shows_no_secret};

use crate::{Backend, Lab, Passed, Verdict};
use std::fmt::Debug;
use webpubsub_core::HttpTransport;

macro_rules! names {
    ({} [$($name:ident)+]) => {
        /// The names of all cases, in the order of the table.
        pub const NAMES: &[&str] = &[$(stringify!($name)),+];
    };
}

crate::__with_cases! { [names] {} }

macro_rules! run_all {
    ({ $make:ident, $backend:ident, $server:ident, $verdicts:ident } [$($name:ident)+]) => {
        $(
            let transport = $make();
            let lab = Lab::new(&transport, $backend, $server, stringify!($name));
            let verdict = if lab.applies() { $name(&lab).await } else { Ok(Passed::DoesNotApply) };
            $verdicts.push((stringify!($name), verdict));
        )+
    };
}

/// Runs all cases one after the other, each on a transport of its own, and reports instead of panicking. For a backend
/// that has no test runner, and for tests of the cases themselves; otherwise [`conformance!`](crate::conformance) is the
/// way.
pub async fn run_all<T: HttpTransport + Debug>(
    make: impl Fn() -> T,
    backend: &Backend,
    base_url: &str,
) -> Vec<(&'static str, Verdict)> {
    let mut verdicts = Vec::with_capacity(NAMES.len());
    crate::__with_cases! { [run_all] { make, backend, base_url, verdicts } }
    verdicts
}
