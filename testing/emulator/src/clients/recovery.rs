//! A reliable client that comes back over a new transport.

use std::sync::Arc;

use hyper::upgrade::OnUpgrade;
use tokio_tungstenite::tungstenite::protocol::frame::coding::CloseCode;

use super::closing::{End, close};
use super::raw::RawMode;
use super::session::{Registration, Session};
use super::socket;
use crate::auth::reconnection;
use crate::protocols::Protocol;
use crate::server::{Query, Service};

const NO_TOKEN: &str = "the reconnection token is invalid, expired or of another connection";
const NO_CONNECTION: &str = "no connection of this hub and protocol: it has ended, or was away for too long";

/// The connection that the query asks to recover, if it does.
pub(super) fn requested(query: &Query) -> Option<&str> {
    query.get("awps_connection_id").filter(|id| !id.is_empty())
}

/// Attaches a new transport to the connection: a task serves it. If that is not possible, the WebSocket opens and is closed
/// with 1008, so that the client starts afresh; returns why.
pub(super) fn recover(
    service: &Arc<Service>,
    hub: String,
    id: &str,
    query: &Query,
    protocol: Protocol,
    upgrade: OnUpgrade,
) -> Result<(), &'static str> {
    let token = query.get("awps_reconnection_token").unwrap_or_default();
    let recovered = if reconnection::check(token, id, service.settings.keys(), service.now()) {
        let attached = service.state.hub(&hub, |hub| {
            let (connection, inbox) = hub.recover(id, protocol)?;
            let tap = Arc::clone(connection.tap.as_ref()?);
            Some((Arc::clone(&connection.id), connection.user.clone(), tap, connection.events.clone(), inbox))
        });
        attached.ok_or(NO_CONNECTION)
    } else {
        Err(NO_TOKEN)
    };
    let (id, user, tap, events, inbox) = match recovered {
        Ok(recovered) => recovered,
        Err(why) => {
            service.tasks.spawn(refuse(Arc::clone(service), upgrade));
            return Err(why);
        }
    };
    tap.recovered();
    let transport = inbox.transport();
    let registration = Registration { service: Arc::clone(service), hub, id, user, transport, tap, events };
    let session = Session { registration, protocol, mode: RawMode::SendEvent, inbox, recovered: true };
    service.tasks.spawn(session.run(upgrade));
    Ok(())
}

async fn refuse(service: Arc<Service>, upgrade: OnUpgrade) {
    let Ok(upgraded) = upgrade.await else { return };
    let mut socket = socket::open(upgraded).await;
    let end = End::close(CloseCode::Policy, "The connection cannot be recovered.");
    // No frame of the subprotocol: the client has no connection.
    close(&mut socket, Protocol::Simple, end, &service.tasks.stop).await;
}
