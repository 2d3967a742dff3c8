//! All operations beside their baselines, with names as they are: short, of characters that need no encoding.

use super::baseline::{Baseline, health, read_page, read_token};
use super::{Case, Success, sends};
use crate::Failure;
use crate::by_hand::{SEND, encoded};
use bytes::Bytes;
use http::{Method, Request, StatusCode};
use serde::Serialize;
use std::hint::black_box;
use webpubsub_core::operations::{
    AddConnectionToGroup, AddConnectionsToGroups, AddUserToGroup, CloseAllConnections, CloseConnection,
    CloseGroupConnections, CloseUserConnections, ConnectionExists, GenerateClientToken, GrantPermission, GroupExists,
    HasPermission, Health, ListConnections, RawRequest, RemoveConnectionFromAllGroups, RemoveConnectionFromGroup,
    RemoveConnectionsFromGroups, RemoveUserFromAllGroups, RemoveUserFromGroup, RevokePermission, UserExists,
};
use webpubsub_core::{ClientAccess, Filter, Permission};

const VERSION: &str = "?api-version=2024-12-01";
const CLOSE: &str = "/:closeConnections?api-version=2024-12-01";

/// The response to most changes, and to questions.
const DONE: Success = (StatusCode::OK, "");
/// To what takes something away.
const GONE: Success = (StatusCode::NO_CONTENT, "");
const PAGE: Success =
    (StatusCode::OK, r#"{"value":[{"connectionId":"conn-7","userId":"ann"},{"connectionId":"conn-8"}]}"#);
const TOKEN: Success = (StatusCode::OK, r#"{"token":"t.o.k"}"#);

/// Every operation, sends first.
pub fn cases() -> Result<Vec<Case>, Failure> {
    Ok([sends::cases()?, connections()?, groups()?, others()?].into_iter().flatten().collect())
}

/// Connections closed, by one and by many, and questions what exists.
fn connections() -> Result<Vec<Case>, Failure> {
    Ok(vec![
        Case::new(CloseAllConnections::new().reason("bye"), GONE, |baseline| {
            baseline.empty(Method::POST, &[CLOSE, "&reason=", &encoded("bye")])
        })?,
        Case::new(CloseGroupConnections::new("lobby"), GONE, |baseline| {
            baseline.empty(Method::POST, &["/groups/", &encoded("lobby"), CLOSE])
        })?,
        Case::new(CloseUserConnections::new("ann"), GONE, |baseline| {
            baseline.empty(Method::POST, &["/users/", &encoded("ann"), CLOSE])
        })?,
        Case::new(CloseConnection::new("conn-7"), GONE, |baseline| {
            baseline.empty(Method::DELETE, &["/connections/", &encoded("conn-7"), VERSION])
        })?,
        Case::new(ConnectionExists::new("conn-7"), DONE, |baseline| {
            baseline.empty(Method::HEAD, &["/connections/", &encoded("conn-7"), VERSION])
        })?,
        Case::new(GroupExists::new("lobby"), DONE, |baseline| {
            baseline.empty(Method::HEAD, &["/groups/", &encoded("lobby"), VERSION])
        })?,
        Case::new(UserExists::new("ann"), DONE, |baseline| {
            baseline.empty(Method::HEAD, &["/users/", &encoded("ann"), VERSION])
        })?,
    ])
}

/// Memberships: of one connection, of a user, of many.
fn groups() -> Result<Vec<Case>, Failure> {
    fn connection(baseline: &Baseline, method: Method) -> Result<Request<Bytes>, Failure> {
        baseline.empty(method, &["/groups/", &encoded("lobby"), "/connections/", &encoded("conn-7"), VERSION])
    }
    fn user(baseline: &Baseline, method: Method) -> Result<Request<Bytes>, Failure> {
        baseline.empty(method, &["/users/", &encoded("ann"), "/groups/", &encoded("lobby"), VERSION])
    }
    fn many(baseline: &Baseline, rest: &str) -> Result<Request<Bytes>, Failure> {
        #[derive(Serialize)]
        struct Body {
            groups: [&'static str; 2],
            filter: &'static str,
        }
        let body = serde_json::to_vec(&black_box(Body { groups: ["a", "b"], filter: "userId eq 'ann'" }))?;
        baseline.request(Method::POST, &[rest], Some(("application/json", body.into())))
    }
    let ann = || Filter::user_id().eq("ann");
    Ok(vec![
        Case::new(AddConnectionToGroup::new("lobby", "conn-7"), DONE, |baseline| connection(baseline, Method::PUT))?,
        Case::new(RemoveConnectionFromGroup::new("lobby", "conn-7"), GONE, |baseline| {
            connection(baseline, Method::DELETE)
        })?,
        Case::new(RemoveConnectionFromAllGroups::new("conn-7"), GONE, |baseline| {
            baseline.empty(Method::DELETE, &["/connections/", &encoded("conn-7"), "/groups", VERSION])
        })?,
        Case::new(AddUserToGroup::new("lobby", "ann"), DONE, |baseline| user(baseline, Method::PUT))?,
        Case::new(RemoveUserFromGroup::new("lobby", "ann"), GONE, |baseline| user(baseline, Method::DELETE))?,
        Case::new(RemoveUserFromAllGroups::new("ann"), GONE, |baseline| {
            baseline.empty(Method::DELETE, &["/users/", &encoded("ann"), "/groups", VERSION])
        })?,
        Case::new(AddConnectionsToGroups::new(["a", "b"]).filter(ann()), DONE, |baseline| {
            many(baseline, "/:addToGroups?api-version=2024-12-01")
        })?,
        Case::new(RemoveConnectionsFromGroups::new(["a", "b"]).filter(ann()), DONE, |baseline| {
            many(baseline, "/:removeFromGroups?api-version=2024-12-01")
        })?,
        Case::new(ListConnections::new("lobby").max_page_size(2), PAGE, |baseline| {
            let (group, size) = (encoded("lobby"), 2_u32.to_string());
            baseline.empty(Method::GET, &["/groups/", &group, "/connections", VERSION, "&maxpagesize=", &size])
        })?
        .reading(read_page),
    ])
}

/// Permissions, tokens, health, and what this library has no operation for.
fn others() -> Result<Vec<Case>, Failure> {
    fn permission(baseline: &Baseline, method: Method) -> Result<Request<Bytes>, Failure> {
        let (connection, group) = (encoded("conn-7"), encoded("lobby"));
        let path = "/permissions/joinLeaveGroup/connections/";
        baseline.empty(method, &[path, &connection, VERSION, "&targetName=", &group])
    }
    let join = Permission::JoinLeaveGroup;
    let access = ClientAccess::new().user_id("ann").minutes(5);
    let raw = RawRequest::new(webpubsub_core::Method::Post, "/api/hubs/chat/:send").body("text/plain", "hi");
    Ok(vec![
        Case::new(GrantPermission::new(join, "conn-7").target_name("lobby"), DONE, |baseline| {
            permission(baseline, Method::PUT)
        })?,
        Case::new(RevokePermission::new(join, "conn-7").target_name("lobby"), GONE, |baseline| {
            permission(baseline, Method::DELETE)
        })?,
        Case::new(HasPermission::new(join, "conn-7").target_name("lobby"), DONE, |baseline| {
            permission(baseline, Method::HEAD)
        })?,
        Case::new(GenerateClientToken::new(access), TOKEN, |baseline| {
            let (user, minutes) = (encoded("ann"), 5_u32.to_string());
            let rest = ["/:generateToken", VERSION, "&userId=", &user, "&minutesToExpire=", &minutes];
            baseline.empty(Method::POST, &rest)
        })?
        .reading(read_token),
        Case::new(Health::new(), DONE, |_| health())?,
        Case::new(raw, sends::ACCEPTED, |baseline| {
            baseline.request(Method::POST, &[SEND], Some(("text/plain", Bytes::from_static(b"hi"))))
        })?,
    ])
}
