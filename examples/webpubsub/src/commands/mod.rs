//! The subcommands: each has its arguments and makes one call. `batch` makes the same values out of lines.

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
mod role;
mod send;
mod send_to;
mod service;
mod users;

pub(crate) use access::{AccessArgs, Protocol, Token};
pub(crate) use by_filter::{AddConnectionsToGroups, GroupsByFilter, RemoveConnectionsFromGroups};
pub(crate) use close::{CloseConnection, CloseGroupConnections, CloseOptions, CloseUserConnections};
pub(crate) use close_all::CloseAllConnections;
pub(crate) use exists::{ConnectionExists, GroupExists, UserExists};
pub(crate) use groups::{AddConnectionToGroup, RemoveConnectionFromAllGroups, RemoveConnectionFromGroup};
pub(crate) use list::ListConnections;
pub(crate) use message::MessageArgs;
pub(crate) use permissions::{GrantPermission, HasPermission, PermissionArgs, RevokePermission};
pub(crate) use request::Request;
pub(crate) use send::Send;
pub(crate) use send_to::{Delivery, SendToAll, SendToConnection, SendToGroup, SendToUser};
pub(crate) use service::Health;
pub(crate) use users::{AddUserToGroup, RemoveUserFromAllGroups, RemoveUserFromGroup};

use crate::batch::Batch;
use crate::completions::Completions;
use crate::connect::Needs;
use crate::doctor::Doctor;
use crate::emulator;
use crate::failure::Failure;
use crate::response::Response;
use crate::watch::Watch;
use clap::Subcommand;
use webpubsub_hyper::operations::Operation;
use webpubsub_hyper::{Method, WebPubSubServiceClient};

#[derive(Subcommand)]
pub(crate) enum Command {
    #[command(flatten)]
    Call(Box<Call>),
    #[command(display_order = 1)]
    Watch(Watch),
    #[command(display_order = 3)]
    Batch(Batch),
    #[command(display_order = 4)]
    Doctor(Doctor),
    #[command(display_order = 5)]
    Emulator(emulator::Listed),
    #[command(display_order = 100)]
    Completions(Completions),
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
            pub(crate) async fn make(self, client: &WebPubSubServiceClient) -> Result<Response, Failure> {
                match self {
                    $(Self::$name(it) => it.make(client).await,)+
                }
            }
        }
    };
}

calls! {
    #[command(display_order = 0)]
    Send,
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
    #[command(display_order = 2)]
    Token,
    Request,
}

impl Call {
    pub(crate) fn needs(&self) -> Needs {
        match self {
            Self::Health(_) => Needs { hub: false, credential: false },
            Self::Request(_) => Needs { hub: false, ..Needs::ALL },
            _ => Needs::ALL,
        }
    }

    /// Whether it asks only, so that nothing can have happened.
    pub(crate) fn reads(&self) -> bool {
        match self {
            Self::ConnectionExists(_)
            | Self::GroupExists(_)
            | Self::UserExists(_)
            | Self::HasPermission(_)
            | Self::ListConnections(_)
            | Self::Health(_)
            | Self::Token(_) => true,
            Self::Request(request) => matches!(request.method, Method::Get | Method::Head | Method::Options),
            _ => false,
        }
    }
}

impl Command {
    /// Whether the result is true or false, so that code 1 means false.
    pub(crate) fn is_query(&self) -> bool {
        let Self::Call(call) = self else { return false };
        matches!(
            **call,
            Call::ConnectionExists(_) | Call::GroupExists(_) | Call::UserExists(_) | Call::HasPermission(_)
        )
    }

    pub(crate) fn needs(&self) -> Needs {
        match self {
            Self::Call(call) => call.needs(),
            Self::Watch(_) | Self::Batch(_) | Self::Doctor(_) => Needs::ALL,
            Self::Completions(_) | Self::Emulator(_) => Needs { hub: false, credential: false },
        }
    }
}

/// Makes a call whose output converts to a response.
async fn call<O: Operation + Sync>(client: &WebPubSubServiceClient, operation: &O) -> Result<Response, Failure>
where
    Response: From<O::Output>,
{
    Ok(client.call(operation).await?.into())
}

/// Applies a setter if there is a value for it.
fn set<O, V>(operation: O, value: Option<V>, setter: impl FnOnce(O, V) -> O) -> O {
    match value {
        Some(value) => setter(operation, value),
        None => operation,
    }
}

/// `NAME=VALUE`; the value may contain `=`.
fn pair(text: &str) -> Result<(String, String), &'static str> {
    let (name, value) = text.split_once('=').ok_or("must be NAME=VALUE")?;
    Ok((name.to_owned(), value.to_owned()))
}
