//! The four sends, each named as in the library.

use super::{MessageArgs, call, pair, set};
use crate::failure::Failure;
use crate::response::Response;
use clap::Args;
use webpubsub_hyper::{Filter, WebPubSubServiceClient, operations};

/// Send a message to all connections
#[derive(Args)]
#[command(after_help = "Example:\n  webpubsub send-to-all 'Back in five minutes'")]
pub(crate) struct SendToAll {
    #[command(flatten)]
    pub(crate) message: MessageArgs,
    /// A connection that does not receive it; can be repeated
    #[arg(long, value_name = "CONNECTION")]
    pub(crate) excluded: Vec<String>,
    /// Only to connections for which the expression is true
    #[arg(long, value_name = "EXPRESSION")]
    pub(crate) filter: Option<String>,
    #[command(flatten)]
    pub(crate) delivery: Delivery,
}

/// Send a message to a group
#[derive(Args)]
#[command(after_help = "Example:\n  webpubsub send-to-group lobby --json '{\"hello\": \"all\"}' --excluded conn-7")]
pub(crate) struct SendToGroup {
    /// The group's name; case-sensitive
    pub(crate) group: String,
    #[command(flatten)]
    pub(crate) message: MessageArgs,
    /// A connection that does not receive it; can be repeated
    #[arg(long, value_name = "CONNECTION")]
    pub(crate) excluded: Vec<String>,
    /// Only to connections for which the expression is true
    #[arg(long, value_name = "EXPRESSION")]
    pub(crate) filter: Option<String>,
    #[command(flatten)]
    pub(crate) delivery: Delivery,
}

/// Send a message to a user
#[derive(Args)]
#[command(after_help = "Example:\n  webpubsub send-to-user ann --file picture.png --kind binary")]
pub(crate) struct SendToUser {
    /// The user's id; case-sensitive
    pub(crate) user: String,
    #[command(flatten)]
    pub(crate) message: MessageArgs,
    /// Only to connections for which the expression is true
    #[arg(long, value_name = "EXPRESSION")]
    pub(crate) filter: Option<String>,
    #[command(flatten)]
    pub(crate) delivery: Delivery,
}

/// Send a message to one connection
#[derive(Args)]
#[command(after_help = "Example:\n  date | webpubsub send-to-connection conn-7 --ttl 60")]
pub(crate) struct SendToConnection {
    /// The connection's id
    pub(crate) connection: String,
    #[command(flatten)]
    pub(crate) message: MessageArgs,
    #[command(flatten)]
    pub(crate) delivery: Delivery,
}

/// Options of all sends.
#[derive(Args, Default)]
pub(crate) struct Delivery {
    /// Drop it for a client that has not received it after so many seconds, 0 to 300
    #[arg(long, value_name = "SECONDS")]
    pub(crate) ttl: Option<u32>,
    /// A name and a value that clients of the JSON subprotocol receive with it; can be repeated
    #[arg(long, value_name = "NAME=VALUE", value_parser = pair)]
    pub(crate) metadata: Vec<(String, String)>,
}

/// Applies the options to an operation of any of the four types.
macro_rules! deliver {
    ($operation:ident, $send:expr, $delivery:expr) => {{
        let send = set($send, $delivery.ttl, operations::$operation::message_ttl_seconds);
        $delivery.metadata.into_iter().fold(send, |send, (name, value)| send.metadata(name, value))
    }};
}

impl SendToAll {
    pub(super) async fn make(self, client: &WebPubSubServiceClient) -> Result<Response, Failure> {
        let send = operations::SendToAll::new(self.message.read()?).excluded(self.excluded);
        let send = set(send, self.filter.map(Filter::raw), operations::SendToAll::filter);
        call(client, &deliver!(SendToAll, send, self.delivery)).await
    }
}

impl SendToGroup {
    pub(super) async fn make(self, client: &WebPubSubServiceClient) -> Result<Response, Failure> {
        let send = operations::SendToGroup::new(self.group, self.message.read()?).excluded(self.excluded);
        let send = set(send, self.filter.map(Filter::raw), operations::SendToGroup::filter);
        call(client, &deliver!(SendToGroup, send, self.delivery)).await
    }
}

impl SendToUser {
    pub(super) async fn make(self, client: &WebPubSubServiceClient) -> Result<Response, Failure> {
        let send = operations::SendToUser::new(self.user, self.message.read()?);
        let send = set(send, self.filter.map(Filter::raw), operations::SendToUser::filter);
        call(client, &deliver!(SendToUser, send, self.delivery)).await
    }
}

impl SendToConnection {
    pub(super) async fn make(self, client: &WebPubSubServiceClient) -> Result<Response, Failure> {
        let send = operations::SendToConnection::new(self.connection, self.message.read()?);
        call(client, &deliver!(SendToConnection, send, self.delivery)).await
    }
}
