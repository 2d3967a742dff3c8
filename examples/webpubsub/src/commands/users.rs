//! Memberships of all connections of a user.

use super::call;
use crate::failure::Failure;
use crate::response::Response;
use clap::Args;
use webpubsub_hyper::{WebPubSubServiceClient, operations};

/// Add all connections of a user to a group
#[derive(Args)]
#[command(after_help = "Example:\n  webpubsub add-user-to-group lobby ann")]
pub(crate) struct AddUserToGroup {
    /// The group's name; case-sensitive
    pub(crate) group: String,
    /// The user's id; case-sensitive
    pub(crate) user: String,
}

/// Remove a user's connections from a group
#[derive(Args)]
#[command(after_help = "Example:\n  webpubsub remove-user-from-group lobby ann")]
pub(crate) struct RemoveUserFromGroup {
    /// The group's name; case-sensitive
    pub(crate) group: String,
    /// The user's id; case-sensitive
    pub(crate) user: String,
}

/// Remove a user's connections from all groups
#[derive(Args)]
#[command(after_help = "Example:\n  webpubsub remove-user-from-all-groups ann")]
pub(crate) struct RemoveUserFromAllGroups {
    /// The user's id; case-sensitive
    pub(crate) user: String,
}

impl AddUserToGroup {
    pub(super) async fn make(self, client: &WebPubSubServiceClient) -> Result<Response, Failure> {
        call(client, &operations::AddUserToGroup::new(self.group, self.user)).await
    }
}

impl RemoveUserFromGroup {
    pub(super) async fn make(self, client: &WebPubSubServiceClient) -> Result<Response, Failure> {
        call(client, &operations::RemoveUserFromGroup::new(self.group, self.user)).await
    }
}

impl RemoveUserFromAllGroups {
    pub(super) async fn make(self, client: &WebPubSubServiceClient) -> Result<Response, Failure> {
        call(client, &operations::RemoveUserFromAllGroups::new(self.user)).await
    }
}
