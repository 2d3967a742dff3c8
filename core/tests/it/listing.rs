//! Listing goes through all pages, can be resumed, and follows no link to elsewhere.

use crate::support::{client, mock, now, response};
use futures_util::StreamExt;
use serde_json::json;
use webpubsub_core::operations::{ConnectionsPage, GroupMember, ListConnections, UnsignedRequest};
use webpubsub_core::{Method, Target};
use webpubsub_mock::MockTransport;

fn ids(mock: &MockTransport) -> Vec<Result<String, String>> {
    let members = client(mock).list_connections("g");
    let ids = members.map(|member| member.map(|member| member.connection_id).map_err(|error| error.to_string()));
    now(ids.collect())
}

fn page(body: &'static str) -> MockTransport {
    mock().respond(response(200, &[], body))
}

fn urls(mock: &MockTransport) -> Vec<String> {
    mock.captured().iter().map(|sent| sent.request().uri().to_string()).collect()
}

#[test]
fn all_pages_empty_ones_too() {
    let mock = page(
        r#"{"value":[{"connectionId":"c1","userId":"u1"},{"connectionId":"c2"}],"nextLink":"/api/hubs/chat/groups/g/connections?top=1&continuationToken=a%2Bb"}"#,
    );
    mock.respond_json(&json!({ "value": [], "nextLink": "https://contoso.webpubsub.azure.com/api/x?p=3" }));
    mock.respond_json(&json!({ "value": [{ "connectionId": "c3", "userId": null }], "nextLink": "" }));
    assert_eq!(ids(&mock), ["c1", "c2", "c3"].map(|id| Ok(id.to_owned())));
    let service = "https://contoso.webpubsub.azure.com/api";
    assert_eq!(
        urls(&mock),
        [
            format!("{service}/hubs/chat/groups/g/connections?api-version=2024-12-01"),
            format!("{service}/hubs/chat/groups/g/connections?api-version=2024-12-01&top=1&continuationToken=a%2Bb"),
            format!("{service}/x?api-version=2024-12-01&p=3"),
        ]
    );
}

/// `next` needs no pinning. Each page says how to resume after it, in another process for example.
#[test]
fn pages_and_resuming() {
    fn unpin<T: Unpin>(stream: T) -> T {
        stream
    }
    let link = "/api/hubs/chat/groups/g/connections?maxpagesize=1&continuationToken=a%2Bb%3D";
    let mock = mock();
    mock.respond_json(&json!({ "value": [{ "connectionId": "c1" }], "nextLink": link }));
    mock.respond_json(&json!({ "value": [{ "connectionId": "c2", "userId": "ann" }] }));
    mock.respond_json(&json!({ "value": [{ "connectionId": "c2" }] }));
    let client = client(&mock);
    let listing = client.list_connections_with(ListConnections::new("g").max_page_size(1));
    let mut pages = unpin(unpin(listing).pages());
    let first = now(pages.next()).unwrap().unwrap();
    assert_eq!(first.members, [GroupMember::new("c1", None)]);
    assert_eq!(first.continuation_token().as_deref(), Some("a+b="), "decoded");
    let last = now(pages.next()).unwrap().unwrap();
    assert_eq!(last, ConnectionsPage::new(vec![GroupMember::new("c2", Some("ann"))], None));
    assert_eq!(last.continuation_token(), None);
    assert!(now(pages.next()).is_none());

    let resumed = ListConnections::new("g").continuation_token(first.continuation_token().unwrap());
    assert_eq!(now(client.list_connections_with(resumed).collect::<Vec<_>>()).len(), 1);
    assert_eq!(urls(&mock)[1], format!("{}&continuationToken=a%2Bb%3D", urls(&mock)[0]));
    let service = "https://contoso.webpubsub.azure.com/api/hubs/chat/groups/g/connections?api-version=2024-12-01";
    assert_eq!(urls(&mock)[2], format!("{service}&continuationToken=a%2Bb%3D"));
}

/// Who asks for pages in the middle of one loses no member.
#[test]
fn pages_from_the_middle_of_one() {
    let mock = mock();
    let link = "/api/hubs/chat/groups/g/connections?continuationToken=2";
    mock.respond_json(&json!({ "value": [{ "connectionId": "c1" }, { "connectionId": "c2" }], "nextLink": link }));
    mock.respond_json(&json!({ "value": [{ "connectionId": "c3" }] }));
    let mut members = client(&mock).list_connections("g");
    assert_eq!(now(members.next()).unwrap().unwrap().connection_id, "c1");
    let mut pages = members.pages();
    let rest = now(pages.next()).unwrap().unwrap();
    assert_eq!(rest.members, [GroupMember::new("c2", None)]);
    assert_eq!(rest.continuation_token().as_deref(), Some("2"));
    assert_eq!(now(pages.next()).unwrap().unwrap().members, [GroupMember::new("c3", None)]);
    assert!(now(pages.next()).is_none());
    assert_eq!(mock.captured().len(), 2);
}

/// A test of other code builds pages without a client.
#[test]
fn a_page_that_a_test_builds_has_a_token_too() {
    let next = ListConnections::new("g").continuation_token("t");
    assert_eq!(ConnectionsPage::new(Vec::new(), Some(next)).continuation_token().as_deref(), Some("t"));
}

#[test]
fn a_link_to_another_host_is_not_followed() {
    let mock = page(r#"{"value":[{"connectionId":"c1"}],"nextLink":"https://evil.example/api/x"}"#);
    let ids = ids(&mock);
    assert_eq!(ids[0].as_deref(), Ok("c1"));
    assert!(ids[1].as_ref().unwrap_err().starts_with("next link: points to another host"));
    assert_eq!((ids.len(), mock.captured().len()), (2, 1));
}

#[test]
fn what_is_not_a_list_is_an_error() {
    assert!(ids(&page(r#"{"value": [ oops"#))[0].is_err());
    assert_eq!(ids(&page("{}")), []);
}

/// A gateway can write its own address and path into what the service responds.
#[test]
fn a_link_of_a_gateway() {
    for (endpoint, gateway) in [
        ("https://h", "https://g"),
        ("https://h", "https://g/gw"),
        ("https://h", "https://h/gw"),
        ("https://h/base", "https://g"),
        ("https://h/base", "https://g/gw"),
        ("https://h/base", "https://h/gw"),
        // The service's own paths begin with `/api`.
        ("https://h", "https://g/api"),
        ("https://h", "https://g/ap"),
        ("https://h/api", "https://g"),
        ("https://h/api", "https://h/api"),
        ("https://h/gw", "https://g/gw/api"),
    ] {
        let target = Target::new(endpoint, "chat").unwrap().gateway(gateway);
        let [service_path, gateway_path] = [endpoint, gateway].map(|url| url[9..].to_owned() + "/api/x");
        for link in [&format!("{endpoint}/api/x"), &format!("{gateway}/api/x"), "/api/x", &service_path, &gateway_path]
        {
            let request = UnsignedRequest::new(Method::Get, target.link_url(link).unwrap());
            assert_eq!(request.url(), format!("{gateway}/api/x?api-version=2024-12-01"), "{endpoint}: {link}");
        }
    }
}
