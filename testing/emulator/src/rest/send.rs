//! `POST …/:send`: to everyone, a group, a user or one connection. 202, whoever is there.

use std::sync::Arc;

use http::StatusCode;

use super::error::Refusal;
use super::{HubCall, Response, body, done};
use crate::message::{Message, Origin};
use crate::state::Audience;

pub(super) async fn send(call: HubCall<'_>, audience: Audience<'_>) -> Result<Response, Refusal> {
    let payload = body::message(&call.call.parts.headers, call.call.body).await?;
    let origin = match audience {
        Audience::Group(group) => Origin::Group { group: group.into(), user: None },
        _ => Origin::Server,
    };
    let message = Arc::new(Message { origin, payload, metadata: Vec::new() });
    call.hub(|hub| hub.send(audience, &message, |_| true));
    Ok(done(StatusCode::ACCEPTED))
}
