//! What connections may do at run time.

use super::{call, set};
use crate::answer::Answer;
use crate::failure::Failure;
use clap::Args;
use webpubsub_hyper::{Permission, WebPubSubServiceClient, operations};

/// Let a connection join and leave, or publish to, a group
#[derive(Args)]
#[command(after_help = "Example:\n  webpubsub grant-permission sendToGroup conn-7 --target-name lobby")]
pub(crate) struct GrantPermission {
    #[command(flatten)]
    pub(crate) what: Concerning,
}

/// Take a permission back
#[derive(Args)]
#[command(after_help = "Example:\n  webpubsub revoke-permission sendToGroup conn-7 --target-name lobby")]
pub(crate) struct RevokePermission {
    #[command(flatten)]
    pub(crate) what: Concerning,
}

/// Ask whether a connection has a permission: prints true or false, exit code 0 or 1
#[derive(Args)]
#[command(after_help = "Example:\n  webpubsub has-permission joinLeaveGroup conn-7 --target-name lobby")]
pub(crate) struct HasPermission {
    #[command(flatten)]
    pub(crate) what: Concerning,
}

#[derive(Args)]
pub(crate) struct Concerning {
    /// `joinLeaveGroup` or `sendToGroup`
    #[arg(value_parser = Permission::parse)]
    pub(crate) permission: Permission,
    /// The connection's id, as the service gave it
    pub(crate) connection: String,
    /// The group; REST calls it required
    #[arg(long, value_name = "GROUP", visible_alias = "group")]
    pub(crate) target_name: Option<String>,
}

impl GrantPermission {
    pub(super) async fn make(self, client: &WebPubSubServiceClient) -> Result<Answer, Failure> {
        let grant = operations::GrantPermission::new(self.what.permission, self.what.connection);
        call(client, &set(grant, self.what.target_name, operations::GrantPermission::target_name)).await
    }
}

impl RevokePermission {
    pub(super) async fn make(self, client: &WebPubSubServiceClient) -> Result<Answer, Failure> {
        let revoke = operations::RevokePermission::new(self.what.permission, self.what.connection);
        call(client, &set(revoke, self.what.target_name, operations::RevokePermission::target_name)).await
    }
}

impl HasPermission {
    pub(super) async fn make(self, client: &WebPubSubServiceClient) -> Result<Answer, Failure> {
        let has = operations::HasPermission::new(self.what.permission, self.what.connection);
        call(client, &set(has, self.what.target_name, operations::HasPermission::target_name)).await
    }
}
