//! Each operation with its arguments. What an operation does not take stays in `args`.

use super::Returned;
use super::arguments::{CallError, client_access, message, number, permission, required};
use crate::recording::{Args, Call};
use webpubsub_blocking::GenericClient;
use webpubsub_core::operations::{
    AddConnectionToGroup, AddConnectionsToGroups, AddUserToGroup, CloseAllConnections, CloseConnection,
    CloseGroupConnections, CloseUserConnections, ConnectionExists, GrantPermission, GroupExists, HasPermission,
    ListConnections, Operation, RemoveConnectionFromAllGroups, RemoveConnectionFromGroup, RemoveConnectionsFromGroups,
    RemoveUserFromAllGroups, RemoveUserFromGroup, RevokePermission, SendToAll, SendToConnection, SendToGroup,
    SendToUser, UserExists,
};
use webpubsub_core::transport::HttpTransport;
use webpubsub_core::{ClientAccess, ClientAccessToken, Error, WebPubSubServiceClient};

/// Takes the named arguments out of the call and sets those that it gives.
macro_rules! with {
    ($operation:expr, $args:expr $(, $setter:ident)*) => {{
        let mut operation = $operation;
        $(with!(@$setter operation, $args);)*
        operation
    }};
    (@filter $operation:ident, $args:expr) => {
        if let Some(filter) = $args.filter.take() {
            $operation = $operation.filter(webpubsub_core::Filter::raw(filter));
        }
    };
    (@message_ttl_seconds $operation:ident, $args:expr) => {
        if let Some(seconds) = number("message_ttl_seconds", $args.message_ttl_seconds.take())? {
            $operation = $operation.message_ttl_seconds(seconds);
        }
    };
    (@$setter:ident $operation:ident, $args:expr) => {
        if let Some(value) = $args.$setter.take() {
            $operation = $operation.$setter(value);
        }
    };
}

/// Makes the call, `times` times if it asks whether something exists.
pub(super) async fn call(client: &impl Caller, call: &Call, times: usize) -> Result<Returned, CallError> {
    let mut args = call.args.clone();
    let returned = operation(client, &call.op, &mut args, times).await?;
    if args == Args::default() {
        Ok(returned)
    } else {
        Err(CallError::unknown(format!("arguments left over: {args:?}")))
    }
}

async fn operation(client: &impl Caller, name: &str, args: &mut Args, times: usize) -> Result<Returned, CallError> {
    match name {
        "send_to_all" => {
            let send = SendToAll::new(message(args)?);
            done(client, with!(send, args, excluded, filter, message_ttl_seconds)).await
        }
        "send_to_group" => {
            let send = SendToGroup::new(group(args)?, message(args)?);
            done(client, with!(send, args, excluded, filter, message_ttl_seconds)).await
        }
        "send_to_user" => {
            let send = SendToUser::new(user(args)?, message(args)?);
            done(client, with!(send, args, filter, message_ttl_seconds)).await
        }
        "send_to_connection" => {
            let send = SendToConnection::new(connection(args)?, message(args)?);
            done(client, with!(send, args, message_ttl_seconds)).await
        }
        "close_all_connections" => done(client, with!(CloseAllConnections::new(), args, excluded, reason)).await,
        "close_group_connections" => {
            done(client, with!(CloseGroupConnections::new(group(args)?), args, excluded, reason)).await
        }
        "close_user_connections" => {
            done(client, with!(CloseUserConnections::new(user(args)?), args, excluded, reason)).await
        }
        "close_connection" => done(client, with!(CloseConnection::new(connection(args)?), args, reason)).await,
        "connection_exists" => exists(client, ConnectionExists::new(connection(args)?), times).await,
        "group_exists" => exists(client, GroupExists::new(group(args)?), times).await,
        "user_exists" => exists(client, UserExists::new(user(args)?), times).await,
        "add_connection_to_group" => done(client, AddConnectionToGroup::new(group(args)?, connection(args)?)).await,
        "remove_connection_from_group" => {
            done(client, RemoveConnectionFromGroup::new(group(args)?, connection(args)?)).await
        }
        "remove_connection_from_all_groups" => {
            done(client, RemoveConnectionFromAllGroups::new(connection(args)?)).await
        }
        "add_user_to_group" => done(client, AddUserToGroup::new(group(args)?, user(args)?)).await,
        "remove_user_from_group" => done(client, RemoveUserFromGroup::new(group(args)?, user(args)?)).await,
        "remove_user_from_all_groups" => done(client, RemoveUserFromAllGroups::new(user(args)?)).await,
        "add_connections_to_groups" => {
            done(client, with!(AddConnectionsToGroups::new(groups(args)?), args, filter)).await
        }
        "remove_connections_from_groups" => {
            done(client, with!(RemoveConnectionsFromGroups::new(groups(args)?), args, filter)).await
        }
        "grant_permission" => {
            done(client, with!(GrantPermission::new(permission(args)?, connection(args)?), args, target_name)).await
        }
        "revoke_permission" => {
            done(client, with!(RevokePermission::new(permission(args)?, connection(args)?), args, target_name)).await
        }
        "has_permission" => {
            let ask = HasPermission::new(permission(args)?, connection(args)?);
            exists(client, with!(ask, args, target_name), times).await
        }
        "list_connections" => list(client, args).await,
        "get_client_access_token" => {
            let token = client.client_access_token(&client_access(args)?).await?;
            Ok(Returned::ClientToken((&token).into()))
        }
        other => Err(CallError::unknown(format!("the operation {other}"))),
    }
}

/// All pages, one call each.
async fn list(client: &impl Caller, args: &mut Args) -> Result<Returned, CallError> {
    let mut listing = ListConnections::new(group(args)?);
    if let Some(size) = number("max_page_size", args.maxpagesize.take())? {
        listing = listing.max_page_size(size);
    }
    if let Some(top) = number("top", args.top.take())? {
        listing = listing.top(top);
    }
    let (mut members, mut next) = (Vec::new(), Some(listing));
    while let Some(listing) = next {
        let page = client.call(&listing).await?;
        members.extend(page.members.into_iter().map(|member| (member.connection_id, member.user_id)));
        next = page.next;
    }
    Ok(Returned::Connections(members))
}

/// Calls an operation without a value.
async fn done<O: Operation<Output = ()>>(client: &impl Caller, operation: O) -> Result<Returned, CallError> {
    client.call(&operation).await?;
    Ok(Returned::Nothing)
}

/// Calls an operation that asks whether something exists.
async fn exists<O: Operation<Output = bool>>(
    client: &impl Caller,
    operation: O,
    times: usize,
) -> Result<Returned, CallError> {
    let mut all = Vec::with_capacity(times);
    for _ in 0..times {
        all.push(client.call(&operation).await?);
    }
    Ok(Returned::Exists(all))
}

fn group(args: &mut Args) -> Result<String, CallError> {
    required(&mut args.group, "group")
}

fn groups(args: &mut Args) -> Result<Vec<String>, CallError> {
    required(&mut args.groups, "groups")
}

fn user(args: &mut Args) -> Result<String, CallError> {
    required(&mut args.user_id, "user_id")
}

fn connection(args: &mut Args) -> Result<String, CallError> {
    required(&mut args.connection_id, "connection_id")
}

/// What the calls need of a client: the async one, or the one that blocks.
pub(super) trait Caller {
    async fn call<O: Operation>(&self, operation: &O) -> Result<O::Output, Error>;
    async fn client_access_token(&self, access: &ClientAccess) -> Result<ClientAccessToken, Error>;
}

impl<T: HttpTransport> Caller for WebPubSubServiceClient<T> {
    async fn call<O: Operation>(&self, operation: &O) -> Result<O::Output, Error> {
        self.call(operation).await
    }

    async fn client_access_token(&self, access: &ClientAccess) -> Result<ClientAccessToken, Error> {
        self.client_access_token(access).await
    }
}

impl<T: HttpTransport> Caller for GenericClient<T> {
    async fn call<O: Operation>(&self, operation: &O) -> Result<O::Output, Error> {
        self.call(operation)
    }

    async fn client_access_token(&self, access: &ClientAccess) -> Result<ClientAccessToken, Error> {
        self.client_access_token(access)
    }
}
