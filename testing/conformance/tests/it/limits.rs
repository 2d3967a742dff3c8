//! A declared limit moves a case to its safe side, and the safe side can be missed.

use crate::SERVER;
use crate::reference::{Bug, CAP, Reference};
use webpubsub_conformance::{Backend, Limit, Passed, run_all};

/// The cases that end on a safe side, and those that fail.
async fn judged(bug: Option<Bug>, limits: &'static [Limit]) -> (Vec<&'static str>, Vec<&'static str>) {
    let backend = Backend::new("limited").answer_cap(CAP).limits(limits);
    let verdicts = run_all(|| Reference::with(bug), &backend, SERVER.base_url()).await;
    let with = |wanted: fn(&webpubsub_conformance::Verdict) -> bool| {
        verdicts.iter().filter(|(_, verdict)| wanted(verdict)).map(|(name, _)| *name).collect()
    };
    (with(|verdict| matches!(verdict, Ok(Passed::SafeSide(_)))), with(Result::is_err))
}

const OPAQUE: [&str; 10] = [
    "connection_refused",
    "unknown_host",
    "tls_fails",
    "reset_after_the_request",
    "close_after_the_request",
    "reset_on_a_used_connection",
    "reset_inside_the_request",
    "answer_before_the_request_ends",
    "answer_is_cut",
    "answer_is_garbage",
];

#[tokio::test]
async fn opaque_errors_are_interrupted() {
    let (safe, failed) = judged(Some(Bug::ErrorsAreOpaque), &[Limit::ErrorsOpaque]).await;
    assert_eq!((safe, failed), (OPAQUE.to_vec(), vec![]));
}

/// A platform that hides reasons cannot know that nothing was sent.
#[tokio::test]
async fn not_sent_is_too_much_to_say_where_errors_are_opaque() {
    let (_, failed) = judged(None, &[Limit::ErrorsOpaque]).await;
    assert_eq!(failed, ["connection_refused", "unknown_host", "tls_fails"]);
}

#[tokio::test]
async fn opaque_redirects_are_errors() {
    let (safe, failed) = judged(Some(Bug::RedirectsAreErrors), &[Limit::RedirectsOpaque]).await;
    assert_eq!((safe, failed), (vec!["redirects"], vec![]));
    for bug in [None, Some(Bug::FollowsRedirects)] {
        let (_, failed) = judged(bug, &[Limit::RedirectsOpaque]).await;
        assert_eq!(failed, ["redirects"], "{bug:?}");
    }
}

#[tokio::test]
async fn what_blocks_keeps_to_the_time_left() {
    let (safe, failed) = judged(Some(Bug::Blocks), &[Limit::CannotCancel]).await;
    assert_eq!((safe, failed), (vec!["dropping_cancels"], vec![]));
}

#[tokio::test]
async fn connections_that_nobody_can_count() {
    for bug in [Bug::LeaksConnections, Bug::RepeatsOnUsedConnections] {
        let (_, failed) = judged(Some(bug), &[Limit::CannotCountConnections]).await;
        assert_eq!(failed, [""; 0], "{bug:?}");
    }
    let (_, failed) = judged(Some(Bug::ResetIsNotSent), &[Limit::CannotCountConnections]).await;
    let lost = ["reset_after_the_request", "close_after_the_request", "reset_on_a_used_connection", "answer_is_cut"];
    assert_eq!(failed, lost, "a repeated request is never not sent");
}

#[tokio::test]
async fn quotes_are_encoded_and_nothing_else() {
    let (safe, failed) = judged(Some(Bug::EncodesQuotes), &[Limit::QuotesEncoded]).await;
    assert_eq!((safe, failed), (vec!["quote_in_a_query"], vec![]));
    let (_, failed) = judged(Some(Bug::DecodesThePath), &[Limit::QuotesEncoded]).await;
    assert_eq!(failed, ["path_and_query", "quote_in_a_query"], "it has no quotes to encode, and must");
}

#[tokio::test]
async fn restricted_headers() {
    let (safe, failed) = judged(None, &[Limit::HeadersRestricted]).await;
    assert_eq!((safe, failed), (vec!["request_headers"], vec![]));
    let (_, failed) = judged(Some(Bug::AddsAContentType), &[Limit::HeadersRestricted]).await;
    assert_eq!(failed, ["request_headers"]);
}

#[tokio::test]
async fn what_has_no_meaning_is_not_run() {
    let backend = Backend::new("excused").answer_cap(CAP).without(&["redirects", "clock"]);
    let verdicts = run_all(|| Reference::with(Some(Bug::FollowsRedirects)), &backend, SERVER.base_url()).await;
    let excused = verdicts.iter().filter(|(_, verdict)| *verdict == Ok(Passed::DoesNotApply)).map(|(name, _)| *name);
    assert_eq!(excused.collect::<Vec<_>>(), ["redirects", "stream_refused", "clock"]);
}
