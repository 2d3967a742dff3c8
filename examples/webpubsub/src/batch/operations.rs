//! From a line's operation and arguments to the call that a subcommand would make.

use super::fields::Fields;
use super::message;
use crate::commands as make;
use crate::commands::Call;
use crate::failure::{Failure, wrong_use};
use crate::response::Part;

/// The call; arguments that the operation does not have are rejected.
pub(super) fn call(op: &str, mut args: Fields) -> Result<Call, Failure> {
    let call = match op {
        "send_to_all" | "send_to_group" | "send_to_user" | "send_to_connection" => send(op, &mut args)?,
        "get_client_access_token" => Call::Token(token(&mut args)?),
        "request" | "send_request" => Call::Request(make::Request {
            method: args.needed_text("method")?.parse()?,
            path: args.needed_text("path")?,
            query: args.pairs("query")?,
            body: message::take_if_given(&mut args)?,
        }),
        _ => named(op, &mut args)?,
    };
    args.finish()?;
    Ok(call)
}

fn send(op: &str, args: &mut Fields) -> Result<Call, Failure> {
    let delivery = make::Delivery { ttl: args.number("message_ttl_seconds")?, metadata: args.pairs("metadata")? };
    let message = message::take(args)?;
    Ok(match op {
        "send_to_all" => {
            let (excluded, filter) = (args.texts("excluded")?, args.text("filter")?);
            Call::SendToAll(make::SendToAll { message, excluded, filter, delivery })
        }
        "send_to_group" => {
            let (excluded, filter) = (args.texts("excluded")?, args.text("filter")?);
            Call::SendToGroup(make::SendToGroup { group: group(args)?, message, excluded, filter, delivery })
        }
        "send_to_user" => {
            let filter = args.text("filter")?;
            Call::SendToUser(make::SendToUser { user: user(args)?, message, filter, delivery })
        }
        _ => Call::SendToConnection(make::SendToConnection { connection: connection(args)?, message, delivery }),
    })
}

fn token(args: &mut Fields) -> Result<make::Token, Failure> {
    let protocol = match args.text("client_protocol")?.map(|name| name.to_ascii_lowercase()).as_deref() {
        None | Some("default") => make::Protocol::Default,
        Some("mqtt") => make::Protocol::Mqtt,
        Some("socketio") => make::Protocol::SocketIo,
        Some(_) => return Err(wrong_use("client_protocol", "must be default, mqtt or socketio")),
    };
    let access = make::AccessArgs {
        user: args.text("user_id")?,
        role: args.texts("roles")?,
        group: args.texts("groups")?,
        minutes: args.number("minutes_to_expire")?,
    };
    Ok(make::Token { access, protocol, print: Part::Url })
}

/// The operations whose arguments are names and little else.
fn named(op: &str, args: &mut Fields) -> Result<Call, Failure> {
    Ok(match op {
        "close_all_connections" => {
            Call::CloseAllConnections(make::CloseAllConnections { yes: true, options: close_options(args)? })
        }
        "close_group_connections" => Call::CloseGroupConnections(make::CloseGroupConnections {
            group: group(args)?,
            options: close_options(args)?,
        }),
        "close_user_connections" => {
            Call::CloseUserConnections(make::CloseUserConnections { user: user(args)?, options: close_options(args)? })
        }
        "close_connection" => {
            let (connection, reason) = (connection(args)?, args.text("reason")?);
            Call::CloseConnection(make::CloseConnection { connection, reason })
        }
        "connection_exists" => Call::ConnectionExists(make::ConnectionExists { connection: connection(args)? }),
        "group_exists" => Call::GroupExists(make::GroupExists { group: group(args)? }),
        "user_exists" => Call::UserExists(make::UserExists { user: user(args)? }),
        "add_connection_to_group" => {
            let (group, connection) = (group(args)?, connection(args)?);
            Call::AddConnectionToGroup(make::AddConnectionToGroup { group, connection })
        }
        "remove_connection_from_group" => {
            let (group, connection) = (group(args)?, connection(args)?);
            Call::RemoveConnectionFromGroup(make::RemoveConnectionFromGroup { group, connection })
        }
        "remove_connection_from_all_groups" => {
            let connection = connection(args)?;
            Call::RemoveConnectionFromAllGroups(make::RemoveConnectionFromAllGroups { connection })
        }
        "add_user_to_group" => Call::AddUserToGroup(make::AddUserToGroup { group: group(args)?, user: user(args)? }),
        "remove_user_from_group" => {
            Call::RemoveUserFromGroup(make::RemoveUserFromGroup { group: group(args)?, user: user(args)? })
        }
        "remove_user_from_all_groups" => {
            Call::RemoveUserFromAllGroups(make::RemoveUserFromAllGroups { user: user(args)? })
        }
        "add_connections_to_groups" => {
            Call::AddConnectionsToGroups(make::AddConnectionsToGroups { groups: by_filter(args)? })
        }
        "remove_connections_from_groups" => {
            Call::RemoveConnectionsFromGroups(make::RemoveConnectionsFromGroups { groups: by_filter(args)? })
        }
        "grant_permission" => Call::GrantPermission(make::GrantPermission { permission: permission(args)? }),
        "revoke_permission" => Call::RevokePermission(make::RevokePermission { permission: permission(args)? }),
        "has_permission" => Call::HasPermission(make::HasPermission { permission: permission(args)? }),
        "list_connections" => Call::ListConnections(make::ListConnections {
            group: group(args)?,
            top: args.number("top")?,
            max_page_size: args.number("maxpagesize")?,
            max_pages: None,
            continuation_token: args.text("continuation_token")?,
        }),
        "health" => Call::Health(make::Health {}),
        _ => return Err(wrong_use("op", "is not an operation, such as send_to_all, send_to_group, user_exists")),
    })
}

fn group(args: &mut Fields) -> Result<String, Failure> {
    args.needed_text("group")
}

fn user(args: &mut Fields) -> Result<String, Failure> {
    args.needed_text("user_id")
}

fn connection(args: &mut Fields) -> Result<String, Failure> {
    args.needed_text("connection_id")
}

fn close_options(args: &mut Fields) -> Result<make::CloseOptions, Failure> {
    Ok(make::CloseOptions { excluded: args.texts("excluded")?, reason: args.text("reason")? })
}

fn by_filter(args: &mut Fields) -> Result<make::GroupsByFilter, Failure> {
    Ok(make::GroupsByFilter { groups: args.texts("groups")?, filter: args.text("filter")? })
}

fn permission(args: &mut Fields) -> Result<make::PermissionArgs, Failure> {
    Ok(make::PermissionArgs {
        permission: args.needed_text("permission")?.parse()?,
        connection: args.needed_text("connection_id")?,
        target_name: args.text("target_name")?,
    })
}
