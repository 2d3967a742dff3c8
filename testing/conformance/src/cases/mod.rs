//! The contract of `HttpTransport`, one function a case.
//!
//! A case uses the transport and the address of a fault server and nothing else: no runtime, clock, thread or socket of
//! its own. The docs of `webpubsub_core::transport::HttpTransport` state the contract; each function says what it checks.

mod cancel;
mod connections;
mod failures;
mod interruptions;
mod platform;
mod requests;
mod response_size;
mod responses;
mod secrets;

pub use cancel::{dropping_cancels, timeout_is_kept, unpolled_sends_nothing};
pub use connections::{closed_while_idle, concurrent_calls_do_not_mix, connections_are_reused, failures_do_not_stay};
pub use failures::{
    close_after_the_request, connection_refused, reset_after_the_request, reset_on_a_used_connection, stream_refused,
    tls_fails, unknown_host,
};
pub use interruptions::{
    reset_inside_the_request, response_before_the_request_ends, response_is_garbage, response_is_truncated,
};
pub use platform::{clock, long_sleep_is_not_short, random, sleep_is_not_short};
pub use requests::{bodies, empty_bodies, host, methods, path_and_query, quote_in_a_query, request_headers};
pub use response_size::{
    announced_response_over_max_size, endless_response, response_of_max_size, unannounced_response_over_max_size,
};
pub use responses::{
    head_announces_a_body, informational_responses, redirects, response_headers, response_until_close, slow_response,
    statuses,
};
pub use secrets::{errors_have_kind_and_source, errors_show_no_secret, transport_shows_no_secret};

use crate::{Backend, Fixture, Passed, Verdict};
use std::fmt::Debug;
use webpubsub_core::transport::HttpTransport;

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
            let fixture = Fixture::new(&transport, $backend, $server, stringify!($name));
            let verdict = if fixture.applies() { Box::pin($name(&fixture)).await } else { Ok(Passed::DoesNotApply) };
            fixture.report(&verdict).await;
            $verdicts.push((stringify!($name), verdict));
        )+
    };
}

/// Runs all cases one after the other, each on a new transport, and returns the verdicts instead of panicking. The fault
/// server stores each verdict for the table. For a runtime without a test attribute; otherwise use
/// [`conformance!`](crate::conformance).
pub async fn run_all<T: HttpTransport + Debug>(
    make: impl Fn() -> T,
    backend: &Backend,
    base_url: &str,
) -> Vec<(&'static str, Verdict)> {
    let mut verdicts = Vec::with_capacity(NAMES.len());
    crate::__with_cases! { [run_all] { make, backend, base_url, verdicts } }
    verdicts
}
