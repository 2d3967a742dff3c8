//! Tokens by which clients connect.

use crate::answer::{Answer, Part};
use crate::failure::Failure;
use clap::{Args, ValueEnum};
use webpubsub_hyper::{ClientAccess, ClientProtocol, Role, WebPubSubServiceClient};

/// Make a token by which a client connects, and the URL that it opens
///
/// With an access key it is made here, without a request; with a Microsoft Entra token the service makes it. Whoever has
/// the URL can connect.
#[derive(Args)]
#[command(after_help = "Example:\n  webpubsub token --user ann --role webpubsub.sendToGroup.lobby --minutes 5")]
pub(crate) struct Token {
    #[command(flatten)]
    pub(crate) access: AccessArgs,
    /// The client's protocol: it decides the URL
    #[arg(long, value_enum, default_value_t)]
    pub(crate) protocol: Protocol,
    /// What to print
    #[arg(long, value_enum, default_value_t)]
    pub(crate) print: Part,
}

/// Who the client is, and what it may do.
#[derive(Args, Default)]
pub(crate) struct AccessArgs {
    /// Whose connection it will be; anonymous if not said
    #[arg(long, value_name = "USER")]
    pub(crate) user: Option<String>,
    /// A role as the service spells it, `webpubsub.joinLeaveGroup.lobby` for example; more than one is possible
    #[arg(long, value_name = "ROLE")]
    pub(crate) role: Vec<String>,
    /// A group that the client belongs to as soon as it connects; more than one is possible
    #[arg(long, value_name = "GROUP")]
    pub(crate) group: Vec<String>,
    /// How long the token is good for connecting [default: 60]
    #[arg(long, value_name = "MINUTES")]
    pub(crate) minutes: Option<u32>,
}

#[derive(Clone, Copy, Default, ValueEnum)]
pub(crate) enum Protocol {
    /// WebSocket, plain or with a Web PubSub subprotocol
    #[default]
    Default,
    /// MQTT over WebSocket
    Mqtt,
    /// Socket.IO
    #[value(name = "socketio")]
    SocketIo,
}

impl From<Protocol> for ClientProtocol {
    fn from(protocol: Protocol) -> Self {
        match protocol {
            Protocol::Default => Self::WebPubSub,
            Protocol::Mqtt => Self::Mqtt,
            Protocol::SocketIo => Self::SocketIo,
        }
    }
}

impl AccessArgs {
    pub(crate) fn access(self) -> ClientAccess {
        let access = super::set(ClientAccess::new(), self.user, ClientAccess::user_id);
        let access = super::set(access, self.minutes, ClientAccess::minutes);
        let access = self.role.into_iter().fold(access, |access, role| access.role(Role::raw(role)));
        self.group.into_iter().fold(access, ClientAccess::group)
    }
}

impl Token {
    pub(super) async fn make(self, client: &WebPubSubServiceClient) -> Result<Answer, Failure> {
        let access = self.access.access().protocol(self.protocol.into());
        Ok(Answer::Access(client.client_access_token(&access).await?, self.print))
    }
}
