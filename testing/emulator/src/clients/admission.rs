//! The event `connect`: its handler accepts a client, with changes to what its token grants, or refuses it.

use std::sync::Arc;

use http::header::CONTENT_TYPE;

use super::handshake::{Attempt, Response};
use super::request;
use crate::auth::client::{self, Grant};
use crate::auth::jwt;
use crate::protocols::Protocol;
use crate::server::Service;
use crate::upstream::{Accepted, Client, ConnectRequest, Events, Refused};

/// A client that no handler has refused.
pub(super) struct Admission {
    pub(super) grant: Grant,
    /// `None`: neither a handler nor the emulator has selected one of those that the client offers.
    pub(super) protocol: Option<Protocol>,
    /// The name of the selected subprotocol, which may be a custom one.
    pub(super) subprotocol: Option<String>,
    /// `None` if the hub has no handlers.
    pub(super) events: Option<Events>,
}

/// Asks the handler. `protocol` is what the emulator would select.
pub(super) async fn admit(
    service: &Service,
    attempt: &Attempt<'_>,
    hub: &str,
    id: &Arc<str>,
    mut grant: Grant,
    protocol: Option<Protocol>,
) -> Result<Admission, Response> {
    let named = |protocol: Option<Protocol>| protocol.and_then(Protocol::name).map(str::to_owned);
    let user = grant.user.as_deref().map(Into::into);
    let client = Client { hub: hub.into(), id: Arc::clone(id), user, subprotocol: None };
    let Some(events) = service.upstream.as_ref().and_then(|upstream| upstream.open(client)) else {
        return Ok(Admission { grant, protocol, subprotocol: named(protocol), events: None });
    };
    let claims = client::token(attempt.query, attempt.headers).map(jwt::claims).unwrap_or_default();
    let offered = request::subprotocols(attempt.headers);
    let request = ConnectRequest::new(claims, attempt.query.pairs(), attempt.headers, offered);
    let Accepted { user_id, groups, roles, subprotocol } = events.connect(request).await.map_err(refusal)?;
    if let Some(user) = user_id {
        grant.user = Some(user).filter(|user| !user.is_empty());
    }
    // No groups change nothing, but no roles leave none.
    if let Some(groups) = groups.filter(|groups| !groups.is_empty()) {
        grant.groups = groups;
    }
    if let Some(roles) = roles {
        grant.roles = roles;
    }
    let chosen = subprotocol.filter(|name| !name.is_empty());
    let protocol = match &chosen {
        Some(name) => Some(Protocol::named(name).unwrap_or(Protocol::Simple)),
        None => protocol,
    };
    let subprotocol = chosen.or_else(|| named(protocol));
    Ok(Admission { grant, protocol, subprotocol, events: Some(events) })
}

fn refusal(refused: Refused) -> Response {
    let mut response = Response::new(refused.body.into());
    *response.status_mut() = refused.status;
    if let Some(content_type) = refused.content_type {
        response.headers_mut().insert(CONTENT_TYPE, content_type);
    }
    response
}
