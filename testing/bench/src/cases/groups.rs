//! Memberships: of one connection, of a user, of many.

use super::{DONE, GONE, VERSION};
use crate::floor::{Floor, encoded};
use crate::{Case, Failure};
use bytes::Bytes;
use http::{Method, Request};
use serde::{Deserialize, Serialize};
use std::hint::black_box;
use webpubsub_core::Filter;
use webpubsub_core::operations::{
    AddConnectionToGroup, AddConnectionsToGroups, AddUserToGroup, ListConnections, RemoveConnectionFromAllGroups,
    RemoveConnectionFromGroup, RemoveConnectionsFromGroups, RemoveUserFromAllGroups, RemoveUserFromGroup,
};

pub(super) fn cases() -> Result<Vec<Case>, Failure> {
    let fits = || Filter::user_id().eq("ann");
    Ok(vec![
        Case::new("", AddConnectionToGroup::new("lobby", "conn-7"), DONE, |floor| connection(floor, Method::PUT))?,
        Case::new("", RemoveConnectionFromGroup::new("lobby", "conn-7"), GONE, |floor| {
            connection(floor, Method::DELETE)
        })?,
        Case::new("", RemoveConnectionFromAllGroups::new("conn-7"), GONE, |floor| {
            floor.bare(Method::DELETE, &["/connections/", &encoded("conn-7"), "/groups", VERSION])
        })?,
        Case::new("", AddUserToGroup::new("lobby", "ann"), DONE, |floor| user(floor, Method::PUT))?,
        Case::new("", RemoveUserFromGroup::new("lobby", "ann"), GONE, |floor| user(floor, Method::DELETE))?,
        Case::new("", RemoveUserFromAllGroups::new("ann"), GONE, |floor| {
            floor.bare(Method::DELETE, &["/users/", &encoded("ann"), "/groups", VERSION])
        })?,
        Case::new("", AddConnectionsToGroups::new(["a", "b"]).filter(fits()), DONE, |floor| {
            many(floor, "/:addToGroups?api-version=2024-12-01")
        })?,
        Case::new("", RemoveConnectionsFromGroups::new(["a", "b"]).filter(fits()), DONE, |floor| {
            many(floor, "/:removeFromGroups?api-version=2024-12-01")
        })?,
        Case::new("", ListConnections::new("lobby").max_page_size(2), (200, PAGE), list)?.reading(read_page),
    ])
}

fn connection(floor: &Floor, method: Method) -> Result<Request<Bytes>, Failure> {
    floor.bare(method, &["/groups/", &encoded("lobby"), "/connections/", &encoded("conn-7"), VERSION])
}

fn user(floor: &Floor, method: Method) -> Result<Request<Bytes>, Failure> {
    floor.bare(method, &["/users/", &encoded("ann"), "/groups/", &encoded("lobby"), VERSION])
}

fn many(floor: &Floor, rest: &str) -> Result<Request<Bytes>, Failure> {
    #[derive(Serialize)]
    struct Body {
        groups: [&'static str; 2],
        filter: &'static str,
    }
    let body = serde_json::to_vec(&black_box(Body { groups: ["a", "b"], filter: "userId eq 'ann'" }))?;
    floor.request(Method::POST, &[rest], Some(("application/json", body.into())))
}

fn list(floor: &Floor) -> Result<Request<Bytes>, Failure> {
    let (group, size) = (encoded("lobby"), 2_u32.to_string());
    floor.bare(Method::GET, &["/groups/", &group, "/connections", VERSION, "&maxpagesize=", &size])
}

const PAGE: &str = r#"{"value":[{"connectionId":"conn-7","userId":"ann"},{"connectionId":"conn-8"}]}"#;

fn read_page(body: &[u8]) -> Result<(), Failure> {
    #[derive(Deserialize)]
    #[serde(rename_all = "camelCase")]
    struct Page {
        value: Vec<Member>,
        next_link: Option<String>,
    }
    #[derive(Deserialize)]
    #[serde(rename_all = "camelCase")]
    struct Member {
        connection_id: String,
        user_id: Option<String>,
    }
    let page: Page = serde_json::from_slice(body)?;
    let members = page.value.into_iter().map(|member| (member.connection_id, member.user_id));
    drop(black_box((members.collect::<Vec<_>>(), page.next_link)));
    Ok(())
}
