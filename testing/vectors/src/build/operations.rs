//! Each operation with its arguments. What an operation does not take stays in `args`.

use super::options::with;
use super::{Client, Stop, asked, done, message, needed, number};
use crate::behaviour::Returned;
use crate::case::Args;
use webpubsub_core::Permission;
use webpubsub_core::operations::{
    AddConnectionToGroup, AddConnectionsToGroups, AddUserToGroup, CloseAllConnections, CloseConnection,
    CloseGroupConnections, CloseUserConnections, ConnectionExists, GrantPermission, GroupExists, HasPermission,
    ListConnections, RemoveConnectionFromAllGroups, RemoveConnectionFromGroup, RemoveConnectionsFromGroups,
    RemoveUserFromAllGroups, RemoveUserFromGroup, RevokePermission, SendToAll, SendToConnection, SendToGroup,
    SendToUser, UserExists,
};

pub(super) async fn call(client: &Client<'_>, name: &str, args: &mut Args, times: usize) -> Result<Returned, Stop> {
    match name {
        "send_to_all" => {
            let send = SendToAll::new(message::make(args)?);
            done(client, with!(send, args, excluded, filter, message_ttl_seconds)).await
        }
        "send_to_group" => {
            let send = SendToGroup::new(group(args)?, message::make(args)?);
            done(client, with!(send, args, excluded, filter, message_ttl_seconds)).await
        }
        "send_to_user" => {
            let send = SendToUser::new(user(args)?, message::make(args)?);
            done(client, with!(send, args, filter, message_ttl_seconds)).await
        }
        "send_to_connection" => {
            let send = SendToConnection::new(connection(args)?, message::make(args)?);
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
        "connection_exists" => asked(client, ConnectionExists::new(connection(args)?), times).await,
        "group_exists" => asked(client, GroupExists::new(group(args)?), times).await,
        "user_exists" => asked(client, UserExists::new(user(args)?), times).await,
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
            asked(client, with!(ask, args, target_name), times).await
        }
        "list_connections" => list(client, args).await,
        other => Err(Stop::unknown(format!("the operation {other}"))),
    }
}

/// All pages, one call each.
async fn list(client: &Client<'_>, args: &mut Args) -> Result<Returned, Stop> {
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

fn group(args: &mut Args) -> Result<String, Stop> {
    needed(&mut args.group, "group")
}

fn groups(args: &mut Args) -> Result<Vec<String>, Stop> {
    needed(&mut args.groups, "groups")
}

fn user(args: &mut Args) -> Result<String, Stop> {
    needed(&mut args.user_id, "user_id")
}

fn connection(args: &mut Args) -> Result<String, Stop> {
    needed(&mut args.connection_id, "connection_id")
}

fn permission(args: &mut Args) -> Result<Permission, Stop> {
    Ok(Permission::parse(&needed(&mut args.permission, "permission")?)?)
}
