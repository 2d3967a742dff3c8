//! All operations, with names as they are: short, and of characters that need no encoding.

use crate::floor::encoded;
use crate::{Case, Failure};
use bytes::Bytes;
use http::Method;
use webpubsub_core::operations::{
    CloseConnection, ConnectionExists, GenerateClientToken, RawRequest, SendToAll, SendToConnection, SendToGroup,
    SendToUser,
};
use webpubsub_core::{ClientAccess, Filter, Message, Method as Verb};

const VERSION: &str = "?api-version=2024-12-01";
const SEND: &str = "/:send?api-version=2024-12-01";
const ACCEPTED: (u16, &str) = (202, "");

fn text(bytes: usize) -> (Message, Bytes) {
    let message = Message::text("m".repeat(bytes));
    let body = message.body().clone();
    (message, body)
}

/// The send to all clients of the hub, with a text message of so many bytes.
pub fn send_to_all(bytes: usize) -> Result<Case, Failure> {
    let (message, body) = text(bytes);
    let operation = SendToAll::new(message);
    Case::new(&format!(", {bytes} bytes"), operation, ACCEPTED, move |floor| {
        floor.request(Method::POST, &[SEND], Some(("text/plain", &body)))
    })
}

/// Every operation, the sends to all first.
pub fn cases() -> Result<Vec<Case>, Failure> {
    let mut cases = vec![send_to_all(64)?, send_to_all(2_048)?];
    cases.extend(sends()?);
    cases.extend(connections()?);
    cases.extend(others()?);
    Ok(cases)
}

fn sends() -> Result<[Case; 4], Failure> {
    let (message, body) = text(64);
    let to_group = Case::new("", SendToGroup::new("lobby", message.clone()), ACCEPTED, {
        let body = body.clone();
        move |floor| floor.request(Method::POST, &["/groups/", &encoded("lobby"), SEND], Some(("text/plain", &body)))
    })?;
    let narrowed = SendToGroup::new("lobby", message.clone())
        .excluded(["conn-7", "conn-8"])
        .filter(Filter::raw("userId ne 'ann'"))
        .message_ttl_seconds(60);
    let to_some = Case::new(", narrowed down", narrowed, ACCEPTED, {
        let body = body.clone();
        move |floor| {
            let (group, one, two) = (encoded("lobby"), encoded("conn-7"), encoded("conn-8"));
            let filter = encoded("userId ne 'ann'");
            let (seconds, excluded) = (60_u32.to_string(), "&excluded=");
            let query = [excluded, &one, excluded, &two, "&filter=", &filter, "&messageTtlSeconds=", &seconds];
            let rest = [&["/groups/", &*group, SEND], &query[..]].concat();
            floor.request(Method::POST, &rest, Some(("text/plain", &body)))
        }
    })?;
    let to_user = Case::new("", SendToUser::new("ann", message.clone()), ACCEPTED, {
        let body = body.clone();
        move |floor| floor.request(Method::POST, &["/users/", &encoded("ann"), SEND], Some(("text/plain", &body)))
    })?;
    let to_connection = Case::new("", SendToConnection::new("conn-7", message), ACCEPTED, move |floor| {
        floor.request(Method::POST, &["/connections/", &encoded("conn-7"), SEND], Some(("text/plain", &body)))
    })?;
    Ok([to_group, to_some, to_user, to_connection])
}

fn connections() -> Result<[Case; 2], Failure> {
    Ok([
        Case::new("", ConnectionExists::new("conn-7"), (200, ""), |floor| {
            floor.request(Method::HEAD, &["/connections/", &encoded("conn-7"), VERSION], None)
        })?,
        Case::new("", CloseConnection::new("conn-7").reason("bye"), (204, ""), |floor| {
            let rest = ["/connections/", &encoded("conn-7"), VERSION, "&reason=", &encoded("bye")];
            floor.request(Method::DELETE, &rest, None)
        })?,
    ])
}

fn others() -> Result<[Case; 2], Failure> {
    let (message, body) = text(64);
    let access = ClientAccess::new().user_id("ann").minutes(5);
    Ok([
        Case::new("", GenerateClientToken::new(access), (200, r#"{"token":"t.o.k"}"#), |floor| {
            let (user, minutes) = (encoded("ann"), 5_u32.to_string());
            let rest = ["/:generateToken", VERSION, "&userId=", &user, "&minutesToExpire=", &minutes];
            floor.request(Method::POST, &rest, None)
        })?,
        Case::new(
            "",
            RawRequest::new(Verb::POST, "/api/hubs/chat/:send").body("text/plain", message.body().clone()),
            ACCEPTED,
            move |floor| floor.request(Method::POST, &[SEND], Some(("text/plain", &body))),
        )?,
    ])
}
