//! Permissions of connections at run time.

use super::{call, set};
use crate::failure::Failure;
use crate::response::Response;
use clap::Args;
use webpubsub_hyper::{Permission, WebPubSubServiceClient, operations};

/// Permit a connection to use a group
///
/// To join and leave it, or to publish to it.
#[derive(Args)]
#[command(after_help = "Example:\n  webpubsub grant-permission sendToGroup conn-7 --target-name lobby")]
pub(crate) struct GrantPermission {
    #[command(flatten)]
    pub(crate) permission: PermissionArgs,
}

/// Revoke a permission of a connection
#[derive(Args)]
#[command(after_help = "Example:\n  webpubsub revoke-permission sendToGroup conn-7 --target-name lobby")]
pub(crate) struct RevokePermission {
    #[command(flatten)]
    pub(crate) permission: PermissionArgs,
}

/// Check whether a connection has a permission
///
/// Prints true or false, with exit code 0 or 1.
#[derive(Args)]
#[command(after_help = "Example:\n  webpubsub has-permission joinLeaveGroup conn-7 --target-name lobby")]
pub(crate) struct HasPermission {
    #[command(flatten)]
    pub(crate) permission: PermissionArgs,
}

#[derive(Args)]
pub(crate) struct PermissionArgs {
    /// `joinLeaveGroup` or `sendToGroup`
    pub(crate) permission: Permission,
    /// The connection's id
    pub(crate) connection: String,
    /// The group; required by REST
    #[arg(long, value_name = "GROUP", visible_alias = "group")]
    pub(crate) target_name: Option<String>,
}

impl GrantPermission {
    pub(super) async fn make(self, client: &WebPubSubServiceClient) -> Result<Response, Failure> {
        let grant = operations::GrantPermission::new(self.permission.permission, self.permission.connection);
        call(client, &set(grant, self.permission.target_name, operations::GrantPermission::target_name)).await
    }
}

impl RevokePermission {
    pub(super) async fn make(self, client: &WebPubSubServiceClient) -> Result<Response, Failure> {
        let revoke = operations::RevokePermission::new(self.permission.permission, self.permission.connection);
        call(client, &set(revoke, self.permission.target_name, operations::RevokePermission::target_name)).await
    }
}

impl HasPermission {
    pub(super) async fn make(self, client: &WebPubSubServiceClient) -> Result<Response, Failure> {
        let has = operations::HasPermission::new(self.permission.permission, self.permission.connection);
        call(client, &set(has, self.permission.target_name, operations::HasPermission::target_name)).await
    }
}
