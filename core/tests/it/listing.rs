//! Listing goes through all pages, and follows no link to elsewhere.

use crate::scripted::{Scripted, Step, client, now};
use futures_util::StreamExt;

fn ids(transport: &Scripted) -> Vec<Result<String, String>> {
    let members = client(transport).list_connections("g");
    let ids = members.map(|member| member.map(|member| member.connection_id).map_err(|error| error.to_string()));
    now(ids.collect())
}

fn page(body: &'static str) -> Step {
    Step::Answer(200, &[], body)
}

#[test]
fn all_pages_empty_ones_too() {
    let transport = Scripted::new([
        page(
            r#"{"value":[{"connectionId":"c1","userId":"u1"},{"connectionId":"c2"}],"nextLink":"/api/hubs/chat/groups/g/connections?top=1&continuationToken=a%2Bb"}"#,
        ),
        page(r#"{"value":[],"nextLink":"https://contoso.webpubsub.azure.com/api/x?p=3"}"#),
        page(r#"{"value":[{"connectionId":"c3","userId":null}],"nextLink":""}"#),
    ]);
    assert_eq!(ids(&transport), ["c1", "c2", "c3"].map(|id| Ok(id.to_owned())));
    let urls: Vec<String> = transport.seen().iter().map(|request| request.uri().to_string()).collect();
    let service = "https://contoso.webpubsub.azure.com/api";
    assert_eq!(
        urls,
        [
            format!("{service}/hubs/chat/groups/g/connections?api-version=2024-12-01"),
            format!("{service}/hubs/chat/groups/g/connections?api-version=2024-12-01&top=1&continuationToken=a%2Bb"),
            format!("{service}/x?api-version=2024-12-01&p=3"),
        ]
    );
}

#[test]
fn a_link_to_another_host_gets_nothing() {
    let transport =
        Scripted::new([page(r#"{"value":[{"connectionId":"c1"}],"nextLink":"https://evil.example/api/x"}"#)]);
    let ids = ids(&transport);
    assert_eq!(ids[0].as_deref(), Ok("c1"));
    assert!(ids[1].as_ref().unwrap_err().starts_with("next link: points to another host"));
    assert_eq!((ids.len(), transport.seen().len()), (2, 1));
}

#[test]
fn what_is_no_list_is_an_error() {
    let transport = Scripted::new([page(r#"{"value": [ oops"#)]);
    assert!(ids(&transport)[0].is_err());
    assert_eq!(ids(&Scripted::new([page("{}")])), []);
}
