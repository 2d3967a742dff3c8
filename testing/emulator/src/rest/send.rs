//! `POST …/:send`: to all connections, a group, a user or one connection. 202, even if there are none.

use std::collections::HashSet;

use http::StatusCode;

use super::error::Rejection;
use super::select::select;
use super::{HubCall, Response, body, done, metadata, parameters};
use crate::message::{Message, Origin};
use crate::record::Outcome;
use crate::state::Audience;

pub(super) async fn send(mut call: HubCall<'_>, audience: Audience<'_>) -> Result<Response, Rejection> {
    let query = call.call.query;
    let ttl = parameters::number(query, "messageTtlSeconds", 0, 300)?.unwrap_or(0);
    let filter = match audience {
        Audience::Connection(_) => None,
        _ => parameters::filter(query.get("filter"))?,
    };
    let excluded: HashSet<&str> = match audience {
        Audience::All | Audience::Group(_) => query.all("excluded").collect(),
        Audience::User(_) | Audience::Connection(_) => HashSet::new(),
    };
    let headers = &call.call.parts.headers;
    let payload = body::message(headers, &mut call.call.body).await?;
    let metadata = metadata::read(headers)?;
    let origin = match audience {
        Audience::Group(group) => Origin::Group { group: group.into(), user: None },
        _ => Origin::Server,
    };
    let expires = call.call.service.expires(ttl);
    let message = call.call.service.encode(&Message { origin, payload, metadata, expires });
    let receivers = if filter.is_some() {
        let ids = select(&call, audience, &excluded, filter).await?;
        call.hub(|hub| hub.send_to(&ids, &message))
    } else {
        call.hub(|hub| hub.send(audience, &message, |connection| !excluded.contains(&*connection.id)))
    };
    let mut response = done(StatusCode::ACCEPTED);
    response.extensions_mut().insert(Outcome::delivered(receivers));
    Ok(response)
}
