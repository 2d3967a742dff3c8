//! Permissions, tokens, health, and what this library has no operation for.

use super::{DONE, GONE, VERSION};
use crate::floor::{Floor, encoded, health};
use crate::{Case, Failure};
use bytes::Bytes;
use http::Request;
use serde::Deserialize;
use std::hint::black_box;
use webpubsub_core::operations::{
    GenerateClientToken, GrantPermission, HasPermission, Health, RawRequest, RevokePermission,
};
use webpubsub_core::{ClientAccess, Method, Permission};

pub(super) fn cases() -> Result<Vec<Case>, Failure> {
    let join = Permission::JoinLeaveGroup;
    let access = ClientAccess::new().user_id("ann").minutes(5);
    let raw = RawRequest::new(Method::POST, "/api/hubs/chat/:send").body("text/plain", "hi");
    Ok(vec![
        Case::new("", GrantPermission::new(join, "conn-7").target_name("lobby"), DONE, |floor| {
            permission(floor, http::Method::PUT)
        })?,
        Case::new("", RevokePermission::new(join, "conn-7").target_name("lobby"), GONE, |floor| {
            permission(floor, http::Method::DELETE)
        })?,
        Case::new("", HasPermission::new(join, "conn-7").target_name("lobby"), DONE, |floor| {
            permission(floor, http::Method::HEAD)
        })?,
        Case::new("", GenerateClientToken::new(access), (200, r#"{"token":"t.o.k"}"#), |floor| {
            let (user, minutes) = (encoded("ann"), 5_u32.to_string());
            let rest = ["/:generateToken", VERSION, "&userId=", &user, "&minutesToExpire=", &minutes];
            floor.bare(http::Method::POST, &rest)
        })?
        .reading(read_token),
        Case::new("", Health::new(), DONE, |_| health())?,
        Case::new("", raw, (202, ""), |floor| {
            let body = Bytes::from_static(b"hi");
            floor.request(http::Method::POST, &["/:send", VERSION], Some(("text/plain", body)))
        })?,
    ])
}

fn permission(floor: &Floor, method: http::Method) -> Result<Request<Bytes>, Failure> {
    let (connection, group) = (encoded("conn-7"), encoded("lobby"));
    let rest = ["/permissions/joinLeaveGroup/connections/", &connection, VERSION, "&targetName=", &group];
    floor.bare(method, &rest)
}

fn read_token(body: &[u8]) -> Result<(), Failure> {
    #[derive(Deserialize)]
    struct Answer {
        token: String,
    }
    let answer: Answer = serde_json::from_slice(body)?;
    drop(black_box(answer.token));
    Ok(())
}
