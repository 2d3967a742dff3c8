//! `send`: one subcommand for the four sends.

use super::{Delivery, MessageArgs, SendToAll, SendToConnection, SendToGroup, SendToUser};
use crate::failure::Failure;
use crate::response::Response;
use clap::{ArgGroup, Args};
use webpubsub_hyper::WebPubSubServiceClient;

/// Send a message to what an option names
///
/// To a group, a user, a connection, or all connections of the hub.
#[derive(Args)]
#[command(
    group(ArgGroup::new("to").required(true).args(["to_group", "to_user", "to_connection", "to_all"])),
    after_help = "Example:\n  webpubsub send 'hello' --to-group lobby"
)]
pub(crate) struct Send {
    #[command(flatten)]
    pub(crate) message: MessageArgs,
    /// To all connections of a group
    #[arg(long, help_heading = "To", value_name = "GROUP")]
    to_group: Option<String>,
    /// To all connections of a user
    #[arg(long, help_heading = "To", value_name = "USER")]
    to_user: Option<String>,
    /// To one connection
    #[arg(long, help_heading = "To", value_name = "CONNECTION")]
    to_connection: Option<String>,
    /// To all connections of the hub
    #[arg(long, help_heading = "To")]
    to_all: bool,
    /// A connection of the group or the hub that does not receive it; can be repeated
    #[arg(long, value_name = "CONNECTION", conflicts_with_all = ["to_user", "to_connection"])]
    excluded: Vec<String>,
    /// Only to connections for which the expression is true
    #[arg(long, value_name = "EXPRESSION", conflicts_with = "to_connection")]
    filter: Option<String>,
    #[command(flatten)]
    delivery: Delivery,
}

impl Send {
    pub(super) async fn make(self, client: &WebPubSubServiceClient) -> Result<Response, Failure> {
        let Self { message, excluded, filter, delivery, .. } = self;
        match (self.to_group, self.to_user, self.to_connection) {
            (Some(group), _, _) => SendToGroup { group, message, excluded, filter, delivery }.make(client).await,
            (_, Some(user), _) => SendToUser { user, message, filter, delivery }.make(client).await,
            (_, _, Some(connection)) => SendToConnection { connection, message, delivery }.make(client).await,
            // The argument parser has seen one of the four.
            (None, None, None) => SendToAll { message, excluded, filter, delivery }.make(client).await,
        }
    }
}
