//! Memberships of one connection.

use super::call;
use crate::failure::Failure;
use crate::response::Response;
use clap::Args;
use webpubsub_hyper::{WebPubSubServiceClient, operations};

/// Add a connection to a group
#[derive(Args)]
#[command(after_help = "Example:\n  webpubsub add-connection-to-group lobby conn-7")]
pub(crate) struct AddConnectionToGroup {
    /// The group's name; case-sensitive
    pub(crate) group: String,
    /// The connection's id
    pub(crate) connection: String,
}

/// Remove a connection from a group
#[derive(Args)]
#[command(after_help = "Example:\n  webpubsub remove-connection-from-group lobby conn-7")]
pub(crate) struct RemoveConnectionFromGroup {
    /// The group's name; case-sensitive
    pub(crate) group: String,
    /// The connection's id
    pub(crate) connection: String,
}

/// Remove a connection from all its groups
#[derive(Args)]
#[command(after_help = "Example:\n  webpubsub remove-connection-from-all-groups conn-7")]
pub(crate) struct RemoveConnectionFromAllGroups {
    /// The connection's id
    pub(crate) connection: String,
}

impl AddConnectionToGroup {
    pub(super) async fn make(self, client: &WebPubSubServiceClient) -> Result<Response, Failure> {
        call(client, &operations::AddConnectionToGroup::new(self.group, self.connection)).await
    }
}

impl RemoveConnectionFromGroup {
    pub(super) async fn make(self, client: &WebPubSubServiceClient) -> Result<Response, Failure> {
        call(client, &operations::RemoveConnectionFromGroup::new(self.group, self.connection)).await
    }
}

impl RemoveConnectionFromAllGroups {
    pub(super) async fn make(self, client: &WebPubSubServiceClient) -> Result<Response, Failure> {
        call(client, &operations::RemoveConnectionFromAllGroups::new(self.connection)).await
    }
}
