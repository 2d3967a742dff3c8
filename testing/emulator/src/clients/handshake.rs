//! The WebSocket handshake: from an HTTP request to a connection in a hub.

use std::collections::HashSet;
use std::sync::Arc;

use bytes::Bytes;
use http::header::{CONNECTION, SEC_WEBSOCKET_ACCEPT, SEC_WEBSOCKET_PROTOCOL, UPGRADE, WWW_AUTHENTICATE};
use http::{HeaderMap, HeaderValue, Method, StatusCode};
use http_body_util::Full;
use hyper::upgrade::OnUpgrade;

use super::admission::{self, Admission};
use super::raw::RawMode;
use super::recovery;
use super::request;
use super::session::{Registration, Session};
use crate::auth::CRITICAL;
use crate::auth::client::{self, Grant, Rejected};
use crate::names;
use crate::permissions::Permissions;
use crate::protocols::Protocol;
use crate::record::Outcome;
use crate::server::{Query, Service};
use crate::state::{Connection, Outbox};
use crate::tap::Tap;

pub(super) type Response = http::Response<Full<Bytes>>;

/// A request to a client path, with its query decoded.
pub(crate) struct Attempt<'a> {
    pub(crate) method: &'a Method,
    pub(crate) headers: &'a HeaderMap,
    pub(crate) query: &'a Query,
    /// `host[:port]` as the client addressed it.
    pub(crate) host: &'a str,
    pub(crate) hub: Option<&'a str>,
}

/// Validates the request and responds; after 101 a task serves the connection.
///
/// The connection joins the hub before the client receives 101, so that messages reach every open WebSocket.
pub(crate) async fn accept(service: &Arc<Service>, attempt: &Attempt<'_>, upgrade: OnUpgrade) -> Response {
    let Some(accept_key) = request::accept_key(attempt.method, attempt.headers) else {
        return reject(StatusCode::BAD_REQUEST, "A WebSocket upgrade is expected here.");
    };
    let Some(hub) = attempt.hub.filter(|hub| names::is_hub(hub)).map(str::to_ascii_lowercase) else {
        return reject(StatusCode::BAD_REQUEST, "Invalid hub name.");
    };
    let protocol = request::protocol(attempt.headers, service.settings.switches.accept_custom_subprotocols);
    let unsupported = || reject(StatusCode::BAD_REQUEST, "None of the offered subprotocols is supported.");
    if let Some(id) = recovery::requested(attempt.query) {
        let Some(protocol) = protocol else { return unsupported() };
        let mut response = switching(&accept_key, protocol.name());
        if let Err(why) = recovery::recover(service, hub, id, attempt.query, protocol, upgrade) {
            response.extensions_mut().insert(Outcome::refused(why));
        }
        return response;
    }
    let grant = match grant(service, attempt, &hub) {
        Ok(grant) => grant,
        Err(rejected) => return rejection(rejected),
    };
    let mode = match protocol {
        None | Some(Protocol::Simple) => RawMode::read(attempt.query),
        Some(_) => Ok(RawMode::SendEvent),
    };
    let mode = match mode {
        Ok(mode) => mode,
        Err(problem) => return reject(StatusCode::BAD_REQUEST, problem),
    };
    let Ok(id) = service.controls.ids.issue() else {
        return reject(StatusCode::INTERNAL_SERVER_ERROR, "Cannot generate a connection id.");
    };

    let max = service.settings.limits.max_groups;
    if grant.groups.iter().collect::<HashSet<_>>().len() > max {
        return reject(StatusCode::BAD_REQUEST, "The token names more groups than max_groups.");
    }
    let admission = admission::admit(service, attempt, &hub, &id, grant, protocol).await;
    let Admission { grant, protocol, subprotocol, events } = match admission {
        Ok(admission) => admission,
        Err(refusal) => return refusal,
    };
    let Some(protocol) = protocol else { return unsupported() };
    if let Some(events) = &events {
        events.admitted(subprotocol.clone());
    }

    let capacity = service.settings.limits.queue_capacity;
    let outbox = Outbox::new(capacity, protocol.is_reliable(), Arc::clone(&service.controls.clock));
    let inbox = outbox.attach();
    let user: Option<Arc<str>> = grant.user.map(Into::into);
    let mut connection = Connection::new(Arc::clone(&id), protocol, outbox);
    let tap = Tap::open(&service.controls, &hub, &id, user.as_ref(), protocol.name());
    connection.tap = Some(Arc::clone(&tap));
    connection.user.clone_from(&user);
    connection.events.clone_from(&events);
    connection.permissions = Permissions::from_roles(&grant.roles, |role, why| {
        // Escaped and cut: it comes from a token.
        let role = role.chars().take(200).collect::<String>();
        let warning = format!("hub {hub}: the role {role:?} of a client grants nothing: {why}");
        service.controls.warnings.add(warning);
    });
    service.state.hub(&hub, |hub| {
        hub.insert(connection);
        for group in &grant.groups {
            // There are at most `max`.
            let _ = hub.join(&id, group, max);
        }
    });
    let transport = inbox.transport();
    let registration = Registration { service: Arc::clone(service), hub, id, user, transport, tap, events };
    let session = Session { registration, protocol, mode, inbox, recovered: false };
    service.tasks.spawn(session.run(upgrade));

    switching(&accept_key, subprotocol.as_deref())
}

/// What the client's token grants it.
fn grant(service: &Service, attempt: &Attempt<'_>, hub: &str) -> Result<Grant, Rejected> {
    let Some(token) = client::token(attempt.query, attempt.headers) else {
        let anonymous = service.settings.switches.anonymous_hubs.contains(hub);
        let missing = || Rejected::Token("no token in `access_token` or `Authorization`".to_owned());
        return anonymous.then(Grant::default).ok_or_else(missing);
    };
    let path = format!("/client/hubs/{hub}");
    client::check(token, service.settings.keys(), attempt.host, &path, service.now())
}

fn rejection(rejected: Rejected) -> Response {
    match rejected {
        Rejected::Token(why) => unauthorized(why),
        Rejected::Critical => {
            let mut response = unauthorized(CRITICAL);
            response.headers_mut().insert(WWW_AUTHENTICATE, HeaderValue::from_static(CRITICAL));
            response
        }
        Rejected::Claims(problem) => reject(StatusCode::BAD_REQUEST, problem),
    }
}

fn switching(accept_key: &str, protocol: Option<&str>) -> Response {
    let mut response = Response::default();
    *response.status_mut() = StatusCode::SWITCHING_PROTOCOLS;
    let headers = response.headers_mut();
    headers.insert(CONNECTION, HeaderValue::from_static("Upgrade"));
    headers.insert(UPGRADE, HeaderValue::from_static("websocket"));
    if let Ok(accept_key) = HeaderValue::from_str(accept_key) {
        headers.insert(SEC_WEBSOCKET_ACCEPT, accept_key);
    }
    // A client has sent it in a header before.
    if let Some(protocol) = protocol.and_then(|protocol| HeaderValue::from_str(protocol).ok()) {
        headers.insert(SEC_WEBSOCKET_PROTOCOL, protocol);
    }
    response
}

fn reject(status: StatusCode, reason: &'static str) -> Response {
    let mut response = Response::new(Full::new(Bytes::from_static(reason.as_bytes())));
    *response.status_mut() = status;
    response.extensions_mut().insert(Outcome::refused(reason));
    response
}

/// 401 without a body; the record has the reason.
fn unauthorized(why: impl Into<String>) -> Response {
    let mut response = Response::default();
    *response.status_mut() = StatusCode::UNAUTHORIZED;
    response.extensions_mut().insert(Outcome::refused(why));
    response
}
