//! The arguments for what public sources disagree about.

use crate::Builder;
use clap::Args;

#[derive(Args)]
#[command(next_help_heading = "Where sources disagree")]
pub(crate) struct SwitchArguments {
    /// Let clients connect to this hub without a token, as anonymous users without roles.
    #[arg(long, value_name = "HUB")]
    anonymous_hub: Vec<String>,
    /// Send JSON to protobuf clients as `json_data`; by default it is `text_data`.
    #[arg(long)]
    protobuf_json_data: bool,
    /// Serve a client that offers only custom subprotocols as a simple client; by default it is rejected.
    #[arg(long)]
    accept_custom_subprotocols: bool,
    /// Send `connected` after each recovery.
    #[arg(long)]
    connected_on_recovery: bool,
}

impl SwitchArguments {
    pub(crate) fn set(self, builder: Builder) -> Builder {
        let builder = builder
            .protobuf_json_data(self.protobuf_json_data)
            .accept_custom_subprotocols(self.accept_custom_subprotocols)
            .connected_on_recovery(self.connected_on_recovery);
        self.anonymous_hub.into_iter().fold(builder, Builder::anonymous_hub)
    }
}
