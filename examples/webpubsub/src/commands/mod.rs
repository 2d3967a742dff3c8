//! The subcommands. Each is its arguments and the one call they make; `batch` makes the same values out of lines.

mod access;
mod by_filter;
mod close;
mod close_all;
mod exists;
mod groups;
mod list;
mod message;
mod permissions;
mod request;
mod send;
mod service;
mod users;

pub(crate) use access::{AccessArgs, Protocol, Token};
pub(crate) use by_filter::{AddConnectionsToGroups, GroupsByFilter, RemoveConnectionsFromGroups};
pub(crate) use close::{CloseConnection, CloseGroupConnections, CloseUserConnections, Closing};
pub(crate) use close_all::CloseAllConnections;
pub(crate) use exists::{ConnectionExists, GroupExists, UserExists};
pub(crate) use groups::{AddConnectionToGroup, RemoveConnectionFromAllGroups, RemoveConnectionFromGroup};
pub(crate) use list::ListConnections;
pub(crate) use message::MessageArgs;
pub(crate) use permissions::{Concerning, GrantPermission, HasPermission, RevokePermission};
pub(crate) use request::Request;
pub(crate) use send::{Delivery, SendToAll, SendToConnection, SendToGroup, SendToUser};
pub(crate) use service::Health;
pub(crate) use users::{AddUserToGroup, RemoveUserFromAllGroups, RemoveUserFromGroup};

use crate::answer::Answer;
use crate::batch::Batch;
use crate::failure::Failure;
use crate::watch::Watch;
use clap::Subcommand;
use webpubsub_hyper::{Operation, WebPubSubServiceClient};

#[derive(Subcommand)]
pub(crate) enum Command {
    #[command(flatten)]
    Call(Box<Call>),
    Watch(Watch),
    Batch(Batch),
}

/// Each name is a variant, a subcommand, and the type that holds its arguments and makes the call.
macro_rules! calls {
    ($($(#[$attribute:meta])* $name:ident,)+) => {
        /// One call of the service.
        #[derive(Subcommand)]
        pub(crate) enum Call {
            $($(#[$attribute])* $name($name),)+
        }

        impl Call {
            pub(crate) async fn make(self, client: &WebPubSubServiceClient) -> Result<Answer, Failure> {
                match self {
                    $(Self::$name(it) => it.make(client).await,)+
                }
            }
        }
    };
}

calls! {
    SendToAll,
    SendToGroup,
    SendToUser,
    SendToConnection,
    #[command(visible_alias = "close-all")]
    CloseAllConnections,
    CloseGroupConnections,
    CloseUserConnections,
    CloseConnection,
    ConnectionExists,
    GroupExists,
    UserExists,
    AddConnectionToGroup,
    RemoveConnectionFromGroup,
    RemoveConnectionFromAllGroups,
    AddUserToGroup,
    RemoveUserFromGroup,
    RemoveUserFromAllGroups,
    AddConnectionsToGroups,
    RemoveConnectionsFromGroups,
    GrantPermission,
    RevokePermission,
    HasPermission,
    ListConnections,
    Health,
    Token,
    Request,
}

impl Command {
    /// Whether the command asks for yes or no, so that code 1 means no.
    pub(crate) fn is_question(&self) -> bool {
        let Self::Call(call) = self else { return false };
        matches!(
            **call,
            Call::ConnectionExists(_) | Call::GroupExists(_) | Call::UserExists(_) | Call::HasPermission(_)
        )
    }

    /// Whether a `--json` that can also hold a message stands there without one.
    pub(crate) fn asks_for_json(&self) -> bool {
        let Self::Call(call) = self else { return false };
        let message = match &**call {
            Call::SendToAll(send) => &send.message,
            Call::SendToGroup(send) => &send.message,
            Call::SendToUser(send) => &send.message,
            Call::SendToConnection(send) => &send.message,
            Call::Request(request) => &request.body,
            _ => return false,
        };
        message.asks_for_json()
    }
}

/// Makes a call whose output is an answer as it stands.
async fn call<O: Operation + Sync>(client: &WebPubSubServiceClient, operation: &O) -> Result<Answer, Failure>
where
    Answer: From<O::Output>,
{
    Ok(client.call(operation).await?.into())
}

/// Applies an operation's setter where there is a value for it.
fn set<O, V>(operation: O, value: Option<V>, setter: impl FnOnce(O, V) -> O) -> O {
    match value {
        Some(value) => setter(operation, value),
        None => operation,
    }
}

/// `NAME=VALUE`; the value may hold further `=`.
fn pair(text: &str) -> Result<(String, String), &'static str> {
    let (name, value) = text.split_once('=').ok_or("must be NAME=VALUE")?;
    Ok((name.to_owned(), value.to_owned()))
}
