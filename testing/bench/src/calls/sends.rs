//! The four sends beside their baselines.

use super::{Case, Success};
use crate::Failure;
use crate::by_hand::{SEND, encoded};
use bytes::Bytes;
use http::{Method, StatusCode};
use webpubsub_core::operations::{SendToAll, SendToConnection, SendToGroup, SendToUser};
use webpubsub_core::{Filter, Message};

pub(super) const ACCEPTED: Success = (StatusCode::ACCEPTED, "");

pub(super) fn cases() -> Result<Vec<Case>, Failure> {
    Ok(vec![send_to_all(64)?, send_to_all(2_048)?, to_group()?, to_some_of_a_group()?, to_user()?, to_connection()?])
}

/// A text message of so many bytes; and its body, which shares nothing with it.
fn text(bytes: usize) -> (Message, Bytes) {
    (Message::text("m".repeat(bytes)), "m".repeat(bytes).into())
}

/// To all clients of the hub, a text message of so many bytes that was never sent before.
pub fn send_to_all(bytes: usize) -> Result<Case, Failure> {
    let (message, body) = text(bytes);
    let case = Case::new(SendToAll::new(message), ACCEPTED, move |baseline| {
        baseline.request(Method::POST, &[SEND], Some(("text/plain", body.clone())))
    })?;
    Ok(case.note(&format!(", {bytes} bytes")))
}

fn to_group() -> Result<Case, Failure> {
    let (message, body) = text(64);
    Case::new(SendToGroup::new("lobby", message), ACCEPTED, move |baseline| {
        baseline.request(Method::POST, &["/groups/", &encoded("lobby"), SEND], Some(("text/plain", body.clone())))
    })
}

fn to_some_of_a_group() -> Result<Case, Failure> {
    let (message, body) = text(64);
    let send = SendToGroup::new("lobby", message)
        .excluded(["conn-7", "conn-8"])
        .filter(Filter::user_id().ne("ann"))
        .message_ttl_seconds(60);
    let case = Case::new(send, ACCEPTED, move |baseline| {
        let (group, filter) = (encoded("lobby"), encoded("userId ne 'ann'"));
        let (one, two, seconds) = (encoded("conn-7"), encoded("conn-8"), 60_u32.to_string());
        let rest = [
            "/groups/",
            &group,
            SEND,
            "&excluded=",
            &one,
            "&excluded=",
            &two,
            "&filter=",
            &filter,
            "&messageTtlSeconds=",
            &seconds,
        ];
        baseline.request(Method::POST, &rest, Some(("text/plain", body.clone())))
    })?;
    Ok(case.note(", narrowed"))
}

fn to_user() -> Result<Case, Failure> {
    let (message, body) = text(64);
    Case::new(SendToUser::new("ann", message), ACCEPTED, move |baseline| {
        baseline.request(Method::POST, &["/users/", &encoded("ann"), SEND], Some(("text/plain", body.clone())))
    })
}

fn to_connection() -> Result<Case, Failure> {
    let (message, body) = text(64);
    Case::new(SendToConnection::new("conn-7", message), ACCEPTED, move |baseline| {
        baseline.request(Method::POST, &["/connections/", &encoded("conn-7"), SEND], Some(("text/plain", body.clone())))
    })
}
