//! Questions whether somebody is there: exit code 0 is yes, 1 is no.

use super::call;
use crate::answer::Answer;
use crate::failure::Failure;
use clap::Args;
use webpubsub_hyper::{WebPubSubServiceClient, operations};

/// Ask whether a connection is open: prints true or false, exit code 0 or 1
#[derive(Args)]
#[command(after_help = "Example:\n  webpubsub connection-exists conn-7 && echo 'still there'")]
pub(crate) struct ConnectionExists {
    /// The connection's id, as the service gave it
    pub(crate) connection: String,
}

/// Ask whether a group has a member: prints true or false, exit code 0 or 1
#[derive(Args)]
#[command(after_help = "Example:\n  webpubsub group-exists lobby || echo 'nobody waits'")]
pub(crate) struct GroupExists {
    /// The group's name; upper and lower case differ
    pub(crate) group: String,
}

/// Ask whether a user has a connection: prints true or false, exit code 0 or 1
#[derive(Args)]
#[command(after_help = "Example:\n  if webpubsub user-exists ann; then echo online; fi")]
pub(crate) struct UserExists {
    /// The user's id; upper and lower case differ
    pub(crate) user: String,
}

impl ConnectionExists {
    pub(super) async fn make(self, client: &WebPubSubServiceClient) -> Result<Answer, Failure> {
        call(client, &operations::ConnectionExists::new(self.connection)).await
    }
}

impl GroupExists {
    pub(super) async fn make(self, client: &WebPubSubServiceClient) -> Result<Answer, Failure> {
        call(client, &operations::GroupExists::new(self.group)).await
    }
}

impl UserExists {
    pub(super) async fn make(self, client: &WebPubSubServiceClient) -> Result<Answer, Failure> {
        call(client, &operations::UserExists::new(self.user)).await
    }
}
