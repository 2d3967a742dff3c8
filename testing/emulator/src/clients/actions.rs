//! Performing the requests of clients.

use super::session::Registration;
use crate::message::{Message, Origin, Payload};
use crate::metadata::Metadata;
use crate::permissions::Permission;
use crate::protocols::{Encoded, Failure, Request};
use crate::state::{Audience, Hub};

/// Performs a request that may be acknowledged.
pub(super) fn perform(client: &Registration, request: Request) -> Result<(), Failure> {
    match request {
        Request::Join { group, .. } => allowed(client, Permission::JoinLeaveGroup, "join", &group, |hub| {
            let max = client.service.settings.limits.max_groups;
            hub.join(&client.id, &group, max).map(drop).map_err(Failure::TooManyGroups)
        }),
        Request::Leave { group, .. } => allowed(client, Permission::JoinLeaveGroup, "leave", &group, |hub| {
            hub.leave(&client.id, &group);
            Ok(())
        }),
        Request::Send { group, payload, metadata, no_echo, .. } => send(client, &group, payload, metadata, no_echo),
        Request::Event { .. } => Err(Failure::NoHandler),
        Request::Ping | Request::Nothing | Request::Raw(_) => Ok(()),
    }
}

/// Sends to a group; the sender need not be in it.
pub(super) fn send(
    client: &Registration,
    group: &str,
    payload: Payload,
    metadata: Metadata,
    no_echo: bool,
) -> Result<(), Failure> {
    let origin = Origin::Group { group: group.into(), user: client.user.clone() };
    let message = Encoded::new(&Message { origin, payload, metadata });
    allowed(client, Permission::SendToGroup, "send to", group, |hub| {
        hub.send(Audience::Group(group), &message, |one| !no_echo || one.id != client.id);
        Ok(())
    })
}

/// Checks the permission and acts under one lock, so that a revoked permission takes effect at once.
fn allowed(
    client: &Registration,
    permission: Permission,
    verb: &str,
    group: &str,
    act: impl FnOnce(&mut Hub) -> Result<(), Failure>,
) -> Result<(), Failure> {
    client.service.state.hub(&client.hub, |hub| {
        if hub.connection(&client.id).is_some_and(|one| one.permissions.allow(permission, Some(group))) {
            return act(hub);
        }
        Err(Failure::Forbidden(format!("The client does not have permission to {verb} group '{group}'.")))
    })
}
