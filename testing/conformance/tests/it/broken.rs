//! Each way of breaking the contract fails exactly these cases.

use crate::SERVER;
use crate::reference::{Bug, MAX_SIZE, Reference};
use std::collections::BTreeSet;
use webpubsub_conformance::{Backend, NAMES, run_all};

/// The cases that a reference transport with this bug fails.
async fn failed(bug: Option<Bug>) -> Vec<&'static str> {
    let backend = Backend::new("reference").max_response_size(MAX_SIZE).keeps_timeout();
    let verdicts = run_all(|| Reference::with(bug), &backend, SERVER.base_url()).await;
    assert_eq!(verdicts.iter().map(|(name, _)| *name).collect::<Vec<_>>(), NAMES);
    let failures = verdicts.into_iter().filter_map(|(name, verdict)| Some((name, verdict.err()?)));
    failures.inspect(|(name, failure)| println!("{bug:?}: {name}: {failure}")).map(|(name, _)| name).collect()
}

#[tokio::test]
async fn a_transport_that_keeps_the_contract_passes() {
    assert_eq!(failed(None).await, [""; 0]);
}

macro_rules! bugs {
    ($($test:ident: $bug:ident => [$($case:ident),+];)+) => {
        $(
            #[tokio::test]
            async fn $test() {
                assert_eq!(failed(Some(Bug::$bug)).await, [$(stringify!($case)),+]);
            }
        )+

        /// A case that cannot fail checks nothing.
        #[test]
        fn each_case_can_fail() {
            let mut failing: BTreeSet<&str> = [$($(stringify!($case)),+),+].into();
            // The reference transport speaks HTTP/1; the hyper backend's tests run this one on HTTP/2.
            failing.insert("stream_refused");
            assert_eq!(failing, NAMES.iter().copied().collect());
        }
    };
}

bugs! {
    adds_a_content_type: AddsAContentType => [request_headers];
    returns_interim_responses: ReturnsInterimResponses => [informational_responses];
    max_size_is_short: MaxSizeIsShort => [response_of_max_size];
    clock_is_late: ClockIsLate => [clock];
    decodes_the_path: DecodesThePath => [path_and_query];
    encodes_quotes: EncodesQuotes => [quote_in_a_query];
    ends_at_the_first_piece: EndsAtTheFirstPiece => [slow_response];
    errors_are_vague: ErrorsAreVague => [
        connection_refused, unknown_host, tls_fails, timeout_is_kept, errors_have_kind_and_source
    ];
    errors_have_no_text: ErrorsHaveNoText => [errors_have_kind_and_source];
    errors_quote_the_request: ErrorsQuoteTheRequest => [errors_show_no_secret];
    follows_redirects: FollowsRedirects => [redirects];
    forgets_empty_lengths: ForgetsEmptyLengths => [empty_bodies];
    garbage_is_not_sent: GarbageIsNotSent => [response_is_garbage];
    has_no_max_size: HasNoMaxSize => [announced_response_over_max_size, unannounced_response_over_max_size];
    hides_response_headers: HidesResponseHeaders => [response_headers];
    host_has_no_port: HostHasNoPort => [host];
    ignores_timeout: IgnoresTimeout => [timeout_is_kept];
    keeps_reading: KeepsReading => [endless_response];
    keeps_unread_responses: KeepsUnreadResponses => [endless_response, failures_do_not_stay];
    leaks_connections: LeaksConnections => [connections_are_reused];
    mixes_responses: MixesResponses => [concurrent_calls_do_not_mix];
    patch_is_post: PatchIsPost => [methods];
    random_repeats: RandomRepeats => [random];
    reads_bodies_of_head: ReadsBodiesOfHead => [head_announces_a_body, connections_are_reused];
    refused_is_interrupted: RefusedIsInterrupted => [connection_refused, unknown_host];
    remembers_the_request: RemembersTheRequest => [transport_shows_no_secret];
    retries_on_used_connections: RetriesOnUsedConnections => [reset_on_a_used_connection];
    reset_is_not_sent: ResetIsNotSent => [
        reset_after_the_request, close_after_the_request, reset_on_a_used_connection, response_is_truncated
    ];
    sends_unpolled: SendsUnpolled => [dropping_cancels, timeout_is_kept, unpolled_sends_nothing];
    sleeps_short: SleepsShort => [sleep_is_not_short];
    status_is_an_error: StatusIsAnError => [statuses, connections_are_reused];
    swallows_cancel: SwallowsCancel => [dropping_cancels, timeout_is_kept];
    accepts_short_responses: AcceptsShortResponses => [response_is_truncated];
    timeout_is_not_sent: TimeoutIsNotSent => [timeout_is_kept];
    timers_overflow: TimersOverflow => [long_sleep_is_not_short];
    tls_is_interrupted: TlsIsInterrupted => [tls_fails];
    truncates_bodies: TruncatesBodies => [bodies];
    trusts_idle_connections: TrustsIdleConnections => [
        reset_on_a_used_connection, response_is_truncated, closed_while_idle, errors_have_kind_and_source
    ];
    unsent_is_timeout: UnsentIsTimeout => [timeout_is_kept];
    until_close_is_empty: UntilCloseIsEmpty => [response_until_close];
    write_errors_are_not_sent: WriteErrorsAreNotSent => [reset_inside_the_request, response_before_the_request_ends];
}
