//! A listing ends, whatever links and pages the service sends.

use crate::support::{client, mock, now};
use futures_util::StreamExt;
use serde_json::{Value, json};
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;
use webpubsub_core::operations::ListConnections;
use webpubsub_core::{CallOptions, Error, TransportErrorKind};
use webpubsub_mock::{MockTransport, responses};

const LIST: &str = "/api/hubs/chat/groups/g/connections";

/// A service with these pages, by the parameter `p` of the link; each takes so many seconds.
fn service(seconds: u64, page: impl Fn(u32) -> Value + Send + Sync + 'static) -> MockTransport {
    let mock = mock();
    let (clock, requests) = (mock.clone(), AtomicU32::new(0));
    mock.otherwise(move |request, attempt| {
        assert!(requests.fetch_add(1, Ordering::Relaxed) < 2_000, "it does not end");
        if attempt.timeout < Duration::from_secs(seconds) {
            clock.advance(attempt.timeout);
            return responses::failure(TransportErrorKind::Timeout);
        }
        clock.advance(Duration::from_secs(seconds));
        let query = request.uri().query().unwrap();
        let number = query.split('&').find_map(|pair| pair.strip_prefix("p=")).map_or(0, |p| p.parse().unwrap());
        responses::json(200, &page(number))
    })
}

fn page(members: usize, link: Option<&str>) -> Value {
    let members: Vec<Value> = (0..members).map(|at| json!({ "connectionId": at.to_string() })).collect();
    json!({ "value": members, "nextLink": link })
}

/// The number of members and the error at the end, if there is one. It is bounded: an endless stream fails here.
fn read(stream: impl StreamExt<Item = Result<impl Sized, Error>>) -> (usize, Option<Error>) {
    let results: Vec<_> = now(stream.take(1_000).collect());
    let members = results.iter().filter(|result| result.is_ok()).count();
    assert!(members < 1_000, "it does not end");
    let errors: Vec<Error> = results.into_iter().filter_map(Result::err).collect();
    assert!(errors.len() < 2, "after an error it ends: {errors:?}");
    (members, errors.into_iter().next())
}

#[test]
fn a_link_back_is_an_error() {
    let host = "https://CONTOSO.webpubsub.azure.com:443";
    for (links, requests) in [
        // To itself, in several spellings.
        (vec![format!("{LIST}?p=1"), format!("{LIST}?p=1")], 2),
        (vec![format!("{LIST}?p=1"), format!("{host}{LIST}?api-version=2021-10-01&p=1")], 2),
        (vec![format!("{LIST}?p=1&api-version=2024-12-01"), format!("{LIST}?&p=1&")], 2),
        // To the first page, at once and later.
        (vec![LIST.to_owned()], 1),
        (vec![format!("{host}{LIST}?api-version=1")], 1),
        (vec![format!("{LIST}?p=1"), format!("{LIST}?p=2"), LIST.to_owned()], 3),
        // In a circle.
        (vec![format!("{LIST}?p=1"), format!("{LIST}?p=2"), format!("{LIST}?p=1")], 3),
        (vec![format!("{LIST}?p=1"), format!("{LIST}?p=2"), format!("{LIST}?p=3"), format!("{LIST}?p=2")], 4),
    ] {
        for members in [0, 2] {
            let served = links.clone();
            let mock = service(0, move |number| page(members, served.get(number as usize).map(String::as_str)));
            let (read, error) = read(client(&mock).list_connections("g"));
            let error = error.unwrap_or_else(|| panic!("{links:?}")).to_string();
            assert_eq!(error, "next link: leads back to an earlier page of the listing", "{links:?}");
            assert_eq!((read, mock.captured().len()), (members * requests, requests), "{links:?}");
        }
    }
}

#[test]
fn the_same_page_twice_is_not_a_link_back_in_another_listing() {
    let mock = service(0, |number| page(1, Some(next(number).as_str()).filter(|_| number < 3)));
    for _ in 0..2 {
        let (members, error) = read(client(&mock).list_connections("g"));
        assert!(members == 4 && error.is_none(), "{error:?}");
    }
}

fn next(number: u32) -> String {
    format!("{LIST}?p={}", number + 1)
}

#[test]
fn too_many_empty_pages_in_a_row_are_an_error() {
    let empty = |number| page(0, Some(&next(number)));
    let text = |error: Option<Error>| error.map(|error| error.to_string());
    let mock = service(0, empty);
    let (_, error) = read(client(&mock).list_connections("g"));
    assert_eq!(text(error).as_deref(), Some("next link: follows more than 100 empty pages in a row"));
    assert_eq!(mock.captured().len(), 101);
    for allowed in [0, 1, 7] {
        let mock = service(0, empty);
        let (_, error) = read(client(&mock).list_connections("g").max_empty_pages(allowed));
        assert_eq!(text(error), Some(format!("next link: follows more than {allowed} empty pages in a row")));
        assert_eq!(mock.captured().len(), allowed as usize + 1);
        // The pages themselves can be read.
        let (pages, error) = read(client(&mock).list_connections("g").pages().max_empty_pages(allowed));
        assert!(pages == allowed as usize + 1 && error.is_some());
    }
    // Those between members are counted anew, and the last one may be empty.
    let some = |number| page(usize::from(number % 5 == 4), Some(next(number).as_str()).filter(|_| number < 20));
    let (members, error) = read(client(&service(0, some)).list_connections("g").max_empty_pages(4));
    assert!(members == 4 && error.is_none(), "{error:?}");
    let (_, error) = read(client(&service(0, some)).list_connections("g").max_empty_pages(3));
    assert!(error.is_some());
    let (members, error) = read(client(&service(0, |_| page(0, None))).list_connections("g").max_empty_pages(0));
    assert!(members == 0 && error.is_none(), "{error:?}");
}

fn within(seconds: u64) -> CallOptions {
    CallOptions::new().timeout(Duration::from_secs(seconds))
}

/// However many pages are requested for it.
#[test]
fn an_item_has_the_timeout_of_a_call() {
    for (seconds, timeout) in [(3, 10), (1, 20), (7, 8)] {
        let mock = service(seconds, |number| page(0, Some(&next(number))));
        let client = client(&mock).with_options(within(timeout));
        let mut members = client.list_connections_with(ListConnections::new("g").max_page_size(1));
        let error = now(members.next()).unwrap().unwrap_err();
        assert!(error.is_timeout(), "{error}");
        assert!(mock.elapsed() <= Duration::from_secs(timeout), "{:?}", mock.elapsed());
        assert!(mock.elapsed() + Duration::from_secs(seconds) > Duration::from_secs(timeout), "{:?}", mock.elapsed());
        assert!(now(members.next()).is_none(), "after an error it ends");
    }
}

/// The next item has it whole, and so has each page of those who read pages.
#[test]
fn each_item_has_a_timeout_of_its_own() {
    let mock =
        service(4, |number| page(usize::from(number % 2 == 1), Some(next(number).as_str()).filter(|_| number < 9)));
    let (members, error) = read(client(&mock).with_options(within(9)).list_connections("g"));
    assert!(members == 5 && error.is_none(), "{error:?}");
    let (_, error) = read(client(&mock).with_options(within(7)).list_connections("g"));
    assert!(error.is_some_and(|error| error.is_timeout()));
    let (pages, error) = read(client(&mock).with_options(within(7)).list_connections("g").pages());
    assert!(pages == 10 && error.is_none(), "{error:?}");
}
