//! Memberships of all connections of a user.

use super::call;
use crate::answer::Answer;
use crate::failure::Failure;
use clap::Args;
use webpubsub_hyper::{WebPubSubServiceClient, operations};

/// Make all connections of a user members of a group
#[derive(Args)]
#[command(after_help = "Example:\n  webpubsub add-user-to-group lobby ann")]
pub(crate) struct AddUserToGroup {
    /// The group's name; upper and lower case differ
    pub(crate) group: String,
    /// The user's id; upper and lower case differ
    pub(crate) user: String,
}

/// Take all connections of a user out of a group
#[derive(Args)]
#[command(after_help = "Example:\n  webpubsub remove-user-from-group lobby ann")]
pub(crate) struct RemoveUserFromGroup {
    /// The group's name; upper and lower case differ
    pub(crate) group: String,
    /// The user's id; upper and lower case differ
    pub(crate) user: String,
}

/// Take all connections of a user out of all groups
#[derive(Args)]
#[command(after_help = "Example:\n  webpubsub remove-user-from-all-groups ann")]
pub(crate) struct RemoveUserFromAllGroups {
    /// The user's id; upper and lower case differ
    pub(crate) user: String,
}

impl AddUserToGroup {
    pub(super) async fn make(self, client: &WebPubSubServiceClient) -> Result<Answer, Failure> {
        call(client, &operations::AddUserToGroup::new(self.group, self.user)).await
    }
}

impl RemoveUserFromGroup {
    pub(super) async fn make(self, client: &WebPubSubServiceClient) -> Result<Answer, Failure> {
        call(client, &operations::RemoveUserFromGroup::new(self.group, self.user)).await
    }
}

impl RemoveUserFromAllGroups {
    pub(super) async fn make(self, client: &WebPubSubServiceClient) -> Result<Answer, Failure> {
        call(client, &operations::RemoveUserFromAllGroups::new(self.user)).await
    }
}
