//! Closing the connections of a group, of a user, and one.

use super::{call, set};
use crate::answer::Answer;
use crate::failure::Failure;
use clap::Args;
use webpubsub_hyper::{WebPubSubServiceClient, operations};

/// Close every connection of a group
#[derive(Args)]
#[command(
    after_help = "Example:\n  webpubsub close-group-connections lobby --excluded conn-7 --reason 'The room closes'"
)]
pub(crate) struct CloseGroupConnections {
    /// The group's name; upper and lower case differ
    pub(crate) group: String,
    #[command(flatten)]
    pub(crate) closing: Closing,
}

/// Close every connection of a user
#[derive(Args)]
#[command(after_help = "Example:\n  webpubsub close-user-connections ann --reason 'Signed out'")]
pub(crate) struct CloseUserConnections {
    /// The user's id; upper and lower case differ
    pub(crate) user: String,
    #[command(flatten)]
    pub(crate) closing: Closing,
}

/// Close a connection; that it does not exist is no error
#[derive(Args)]
#[command(after_help = "Example:\n  webpubsub close-connection conn-7 --reason 'Too many messages'")]
pub(crate) struct CloseConnection {
    /// The connection's id, as the service gave it
    pub(crate) connection: String,
    /// Why, in words for the client
    #[arg(long, value_name = "TEXT")]
    pub(crate) reason: Option<String>,
}

/// What can be said about closing many.
#[derive(Args)]
pub(crate) struct Closing {
    /// A connection that stays open; more than one is possible
    #[arg(long, value_name = "CONNECTION")]
    pub(crate) excluded: Vec<String>,
    /// Why, in words for the clients
    #[arg(long, value_name = "TEXT")]
    pub(crate) reason: Option<String>,
}

impl CloseGroupConnections {
    pub(super) async fn make(self, client: &WebPubSubServiceClient) -> Result<Answer, Failure> {
        let close = operations::CloseGroupConnections::new(self.group).excluded(self.closing.excluded);
        call(client, &set(close, self.closing.reason, operations::CloseGroupConnections::reason)).await
    }
}

impl CloseUserConnections {
    pub(super) async fn make(self, client: &WebPubSubServiceClient) -> Result<Answer, Failure> {
        let close = operations::CloseUserConnections::new(self.user).excluded(self.closing.excluded);
        call(client, &set(close, self.closing.reason, operations::CloseUserConnections::reason)).await
    }
}

impl CloseConnection {
    pub(super) async fn make(self, client: &WebPubSubServiceClient) -> Result<Answer, Failure> {
        let close = operations::CloseConnection::new(self.connection);
        call(client, &set(close, self.reason, operations::CloseConnection::reason)).await
    }
}
