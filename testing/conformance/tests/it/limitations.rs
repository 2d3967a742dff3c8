//! A declared limitation moves a case to its safe side, and each safe side can fail.

use crate::SERVER;
use crate::reference::{Bug, MAX_SIZE, Reference};
use webpubsub_conformance::{Backend, Limitation, Passed, Verdict, run_all};

/// The cases that end on a safe side, and those that fail. The only case that a limitation skips is a long sleep that
/// cannot be dropped.
async fn check(bug: Option<Bug>, limitations: &'static [Limitation]) -> (Vec<&'static str>, Vec<&'static str>) {
    let cannot_cancel = limitations.contains(&Limitation::CannotCancel);
    let backend = Backend::new("limited").max_response_size(MAX_SIZE).limitations(limitations);
    // Which a transport that blocks need not declare.
    let backend = if cannot_cancel { backend } else { backend.keeps_timeout() };
    let verdicts = run_all(|| Reference::with(bug), &backend, SERVER.base_url()).await;
    let with = |wanted: fn(&Verdict) -> bool| -> Vec<_> {
        verdicts.iter().filter(|(_, verdict)| wanted(verdict)).map(|(name, _)| *name).collect()
    };
    let skipped = with(|verdict| matches!(verdict, Ok(Passed::DoesNotApply)));
    // The server speaks HTTP/1.
    assert_eq!(skipped, ["stream_refused", "long_sleep_is_not_short"][..if cannot_cancel { 2 } else { 1 }]);
    (with(|verdict| matches!(verdict, Ok(Passed::SafeSide(_)))), with(Result::is_err))
}

const OPAQUE: [&str; 11] = [
    "connection_refused",
    "unknown_host",
    "tls_fails",
    "reset_after_the_request",
    "close_after_the_request",
    "reset_on_a_used_connection",
    "reset_inside_the_request",
    "response_before_the_request_ends",
    "response_is_truncated",
    "response_is_garbage",
    "timeout_is_kept",
];

#[tokio::test]
async fn opaque_errors_are_interrupted() {
    let (safe, failed) = check(Some(Bug::ErrorsAreOpaque), &[Limitation::ErrorsOpaque]).await;
    assert_eq!((safe, failed), (OPAQUE.to_vec(), vec![]));
}

/// A platform that hides the reason cannot know that nothing was sent.
#[tokio::test]
async fn opaque_errors_are_not_not_sent() {
    let (_, failed) = check(None, &[Limitation::ErrorsOpaque]).await;
    assert_eq!(failed, ["connection_refused", "unknown_host", "tls_fails", "timeout_is_kept"]);
}

#[tokio::test]
async fn opaque_redirects_are_errors() {
    let (safe, failed) = check(Some(Bug::RedirectsAreErrors), &[Limitation::RedirectsOpaque]).await;
    assert_eq!((safe, failed), (vec!["redirects"], vec![]));
    for bug in [None, Some(Bug::FollowsRedirects)] {
        let (_, failed) = check(bug, &[Limitation::RedirectsOpaque]).await;
        assert_eq!(failed, ["redirects"], "{bug:?}");
    }
}

#[tokio::test]
async fn a_blocking_transport_keeps_the_timeout() {
    let (safe, failed) = check(None, &[Limitation::CannotCancel]).await;
    assert_eq!((safe, failed), (vec!["dropping_cancels"], vec![]));
    let (_, failed) = check(Some(Bug::IgnoresTimeout), &[Limitation::CannotCancel]).await;
    assert_eq!(failed, ["dropping_cancels", "timeout_is_kept"]);
}

#[tokio::test]
async fn connections_cannot_be_counted() {
    let uncounted = [
        "statuses",
        "reset_after_the_request",
        "close_after_the_request",
        "reset_on_a_used_connection",
        "reset_inside_the_request",
        "connections_are_reused",
    ];
    for bug in [Bug::LeaksConnections, Bug::RetriesOnUsedConnections] {
        let (safe, failed) = check(Some(bug), &[Limitation::CannotCountConnections]).await;
        assert_eq!((safe, failed), (uncounted.to_vec(), vec![]), "{bug:?}");
    }
    let (_, failed) = check(Some(Bug::ResetIsNotSent), &[Limitation::CannotCountConnections]).await;
    let lost =
        ["reset_after_the_request", "close_after_the_request", "reset_on_a_used_connection", "response_is_truncated"];
    assert_eq!(failed, lost, "a request sent twice is never `NotSent`");
}

#[tokio::test]
async fn quotes_are_encoded_and_nothing_else() {
    let (safe, failed) = check(Some(Bug::EncodesQuotes), &[Limitation::QuotesEncoded]).await;
    assert_eq!((safe, failed), (vec!["quote_in_a_query"], vec![]));
    let (_, failed) = check(Some(Bug::DecodesThePath), &[Limitation::QuotesEncoded]).await;
    assert_eq!(failed, ["path_and_query", "quote_in_a_query"], "the query must hold %27");
}

#[tokio::test]
async fn restricted_headers() {
    let (safe, failed) = check(None, &[Limitation::HeadersRestricted]).await;
    assert_eq!((safe, failed), (vec!["request_headers"], vec![]));
    let (_, failed) = check(Some(Bug::AddsAContentType), &[Limitation::HeadersRestricted]).await;
    assert_eq!(failed, ["request_headers"]);
}

#[tokio::test]
async fn excluded_cases_and_an_undeclared_timeout_are_not_checked() {
    let backend = Backend::new("excluding").max_response_size(MAX_SIZE).without(&["redirects", "clock"]);
    let verdicts = run_all(|| Reference::with(Some(Bug::FollowsRedirects)), &backend, SERVER.base_url()).await;
    let excluded = verdicts.iter().filter(|(_, verdict)| *verdict == Ok(Passed::DoesNotApply)).map(|(name, _)| *name);
    assert_eq!(excluded.collect::<Vec<_>>(), ["redirects", "stream_refused", "timeout_is_kept", "clock"]);
}
