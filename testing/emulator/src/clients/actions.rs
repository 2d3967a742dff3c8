//! Performing the requests of clients.

use super::session::Registration;
use crate::message::{Message, Origin, Payload};
use crate::metadata::Metadata;
use crate::permissions::Permission;
use crate::protocols::{Encoded, Failure, Request};
use crate::state::{Audience, Hub};

/// Performs a request that may be acknowledged, once for each ack id. `None`: the connection is closed, or has another
/// transport, which alone may act for it.
pub(super) fn perform(client: &Registration, request: Request) -> Option<Result<(), Failure>> {
    let ack = request.ack_id();
    match request {
        Request::Join { group, .. } => once(client, ack, |hub| {
            allowed(client, hub, Permission::JoinLeaveGroup, "join", &group)?;
            let max = client.service.settings.limits.max_groups;
            hub.join(&client.id, &group, max).map(drop).map_err(Failure::TooManyGroups)
        }),
        Request::Leave { group, .. } => once(client, ack, |hub| {
            allowed(client, hub, Permission::JoinLeaveGroup, "leave", &group)?;
            hub.leave(&client.id, &group);
            Ok(())
        }),
        Request::Send { group, payload, metadata, no_echo, ttl_seconds, .. } => {
            let origin = Origin::Group { group: group.as_str().into(), user: client.user.clone() };
            let expires = client.service.expires(ttl_seconds);
            let message = client.service.encode(&Message { origin, payload, metadata, expires });
            once(client, ack, |hub| send(client, hub, &group, &message, no_echo))
        }
        // Of a hub without handlers.
        Request::Event { .. } => once(client, ack, |_| Err(Failure::Unhandled)),
        _ => None,
    }
}

/// Sends the frame of a simple client to its group.
pub(super) fn send_raw(
    client: &Registration,
    group: &str,
    payload: Payload,
    no_echo: bool,
) -> Option<Result<(), Failure>> {
    let origin = Origin::Group { group: group.into(), user: client.user.clone() };
    let message = client.service.encode(&Message { origin, payload, metadata: Metadata::default(), expires: None });
    once(client, None, |hub| send(client, hub, group, &message, no_echo))
}

/// Sends to a group; the sender need not be in it.
fn send(client: &Registration, hub: &mut Hub, group: &str, message: &Encoded, no_echo: bool) -> Result<(), Failure> {
    allowed(client, hub, Permission::SendToGroup, "send to", group)?;
    let receivers = hub.send(Audience::Group(group), message, |one| !no_echo || one.id != client.id);
    client.tap.delivered(receivers);
    Ok(())
}

/// Acts under one lock, so that a revoked permission takes effect at once.
fn once(
    client: &Registration,
    ack: Option<u64>,
    act: impl FnOnce(&mut Hub) -> Result<(), Failure>,
) -> Option<Result<(), Failure>> {
    client.service.state.hub(&client.hub, |hub| {
        let connection = hub.current(&client.id, client.transport)?;
        if let Some(id) = ack.filter(|&id| connection.acks.contains(id)) {
            return Some(Err(Failure::Duplicate(id)));
        }
        let result = act(hub);
        if let (Ok(()), Some(id)) = (&result, ack)
            && let Some(connection) = hub.current(&client.id, client.transport)
        {
            connection.acks.insert(id);
        }
        Some(result)
    })
}

fn allowed(client: &Registration, hub: &Hub, permission: Permission, verb: &str, group: &str) -> Result<(), Failure> {
    if hub.connection(&client.id).is_some_and(|one| one.permissions.allow(permission, Some(group))) {
        return Ok(());
    }
    Err(Failure::Forbidden(format!("The client does not have permission to {verb} group '{group}'.")))
}
