//! Checks of existence: exit code 0 is true, 1 is false.

use super::call;
use crate::failure::Failure;
use crate::response::Response;
use clap::Args;
use webpubsub_hyper::{WebPubSubServiceClient, operations};

/// Check whether a connection is open
///
/// Prints true or false, with exit code 0 or 1.
#[derive(Args)]
#[command(after_help = "Example:\n  webpubsub connection-exists conn-7 && echo open")]
pub(crate) struct ConnectionExists {
    /// The connection's id
    pub(crate) connection: String,
}

/// Check whether a group has a member
///
/// Prints true or false, with exit code 0 or 1.
#[derive(Args)]
#[command(after_help = "Example:\n  webpubsub group-exists lobby || echo empty")]
pub(crate) struct GroupExists {
    /// The group's name; case-sensitive
    pub(crate) group: String,
}

/// Check whether a user has a connection
///
/// Prints true or false, with exit code 0 or 1.
#[derive(Args)]
#[command(after_help = "Example:\n  if webpubsub user-exists ann; then echo online; fi")]
pub(crate) struct UserExists {
    /// The user's id; case-sensitive
    pub(crate) user: String,
}

impl ConnectionExists {
    pub(super) async fn make(self, client: &WebPubSubServiceClient) -> Result<Response, Failure> {
        call(client, &operations::ConnectionExists::new(self.connection)).await
    }
}

impl GroupExists {
    pub(super) async fn make(self, client: &WebPubSubServiceClient) -> Result<Response, Failure> {
        call(client, &operations::GroupExists::new(self.group)).await
    }
}

impl UserExists {
    pub(super) async fn make(self, client: &WebPubSubServiceClient) -> Result<Response, Failure> {
        call(client, &operations::UserExists::new(self.user)).await
    }
}
