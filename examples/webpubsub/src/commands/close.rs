//! Closing the connections of a group or a user, or a single one.

use super::{call, set};
use crate::failure::Failure;
use crate::response::Response;
use clap::Args;
use webpubsub_hyper::{WebPubSubServiceClient, operations};

/// Close all connections of a group
#[derive(Args)]
#[command(
    after_help = "Example:\n  webpubsub close-group-connections lobby --excluded conn-7 --reason 'The room closes'"
)]
pub(crate) struct CloseGroupConnections {
    /// The group's name; case-sensitive
    pub(crate) group: String,
    #[command(flatten)]
    pub(crate) options: CloseOptions,
}

/// Close all connections of a user
#[derive(Args)]
#[command(after_help = "Example:\n  webpubsub close-user-connections ann --reason 'Signed out'")]
pub(crate) struct CloseUserConnections {
    /// The user's id; case-sensitive
    pub(crate) user: String,
    #[command(flatten)]
    pub(crate) options: CloseOptions,
}

/// Close a connection
///
/// Succeeds also if it does not exist.
#[derive(Args)]
#[command(after_help = "Example:\n  webpubsub close-connection conn-7 --reason 'Too many messages'")]
pub(crate) struct CloseConnection {
    /// The connection's id
    pub(crate) connection: String,
    /// The reason, for the client
    #[arg(long, value_name = "TEXT")]
    pub(crate) reason: Option<String>,
}

/// Options for closing several connections.
#[derive(Args)]
pub(crate) struct CloseOptions {
    /// A connection that stays open; can be repeated
    #[arg(long, value_name = "CONNECTION")]
    pub(crate) excluded: Vec<String>,
    /// The reason, for the clients
    #[arg(long, value_name = "TEXT")]
    pub(crate) reason: Option<String>,
}

impl CloseGroupConnections {
    pub(super) async fn make(self, client: &WebPubSubServiceClient) -> Result<Response, Failure> {
        let close = operations::CloseGroupConnections::new(self.group).excluded(self.options.excluded);
        call(client, &set(close, self.options.reason, operations::CloseGroupConnections::reason)).await
    }
}

impl CloseUserConnections {
    pub(super) async fn make(self, client: &WebPubSubServiceClient) -> Result<Response, Failure> {
        let close = operations::CloseUserConnections::new(self.user).excluded(self.options.excluded);
        call(client, &set(close, self.options.reason, operations::CloseUserConnections::reason)).await
    }
}

impl CloseConnection {
    pub(super) async fn make(self, client: &WebPubSubServiceClient) -> Result<Response, Failure> {
        let close = operations::CloseConnection::new(self.connection);
        call(client, &set(close, self.reason, operations::CloseConnection::reason)).await
    }
}
