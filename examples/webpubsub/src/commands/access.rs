//! Tokens by which clients connect.

use crate::failure::Failure;
use crate::response::{Part, Response};
use clap::{Args, ValueEnum};
use webpubsub_hyper::{ClientAccess, ClientProtocol, WebPubSubServiceClient};

/// Make the URL with which a client connects
///
/// It has a client access token in its query. With an access key it is made here, without a request; with a Microsoft
/// Entra token the service makes it. Keep the URL secret: it is all that a client needs to connect.
#[derive(Args)]
#[command(after_help = "Example:\n  webpubsub token --user ann --role webpubsub.sendToGroup.lobby --minutes 5")]
pub(crate) struct Token {
    #[command(flatten)]
    pub(crate) access: AccessArgs,
    /// The client's protocol, which determines the URL
    #[arg(long, value_enum, default_value_t)]
    pub(crate) protocol: Protocol,
    /// What to print
    #[arg(long, value_enum, default_value_t)]
    pub(crate) print: Part,
}

/// The client's user, roles and groups.
#[derive(Args, Default)]
pub(crate) struct AccessArgs {
    /// The user of the connection; anonymous if not given
    #[arg(long, value_name = "USER")]
    pub(crate) user: Option<String>,
    /// A role, `webpubsub.joinLeaveGroup.lobby` for example; can be repeated
    #[arg(long, value_name = "ROLE", value_parser = super::role::parse)]
    pub(crate) role: Vec<String>,
    /// A group that the client joins when it connects; can be repeated
    #[arg(long, value_name = "GROUP")]
    pub(crate) group: Vec<String>,
    /// For how long a client can connect with the token [default: 60]
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
    pub(crate) fn access(self) -> Result<ClientAccess, Failure> {
        let access = super::set(ClientAccess::new(), self.user, ClientAccess::user_id);
        let mut access = super::set(access, self.minutes, ClientAccess::minutes);
        for role in self.role {
            access = access.role(role.parse()?);
        }
        Ok(self.group.into_iter().fold(access, ClientAccess::group))
    }
}

impl Token {
    pub(super) async fn make(self, client: &WebPubSubServiceClient) -> Result<Response, Failure> {
        let access = self.access.access()?.protocol(self.protocol.into());
        Ok(Response::Access(client.client_access_token(&access).await?, self.print))
    }
}
