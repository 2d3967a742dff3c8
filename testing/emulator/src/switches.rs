//! Where public sources disagree about the service, a switch.

use std::collections::HashSet;

use crate::builder::Builder;

/// All off by default.
#[derive(Clone, Debug, Default)]
pub(crate) struct Switches {
    /// In lower case.
    pub(crate) anonymous_hubs: HashSet<String>,
    pub(crate) protobuf_json_data: bool,
    pub(crate) accept_custom_subprotocols: bool,
    pub(crate) connected_on_recovery: bool,
}

/// # Where sources disagree
impl Builder {
    /// Lets clients connect to this hub without a token, as anonymous users without roles. A token that is sent must be
    /// valid. Default: no hub.
    pub fn anonymous_hub(mut self, hub: impl AsRef<str>) -> Self {
        self.settings.switches.anonymous_hubs.insert(hub.as_ref().to_ascii_lowercase());
        self
    }

    /// Sends JSON to protobuf clients as `json_data`, which newer schemas have. By default it is `text_data`, as the
    /// documentation says.
    pub fn protobuf_json_data(mut self, on: bool) -> Self {
        self.settings.switches.protobuf_json_data = on;
        self
    }

    /// Serves a client that offers only custom subprotocols as a simple client, without selecting one of them, which
    /// browsers do not accept. By default its handshake is rejected with 400, unless the handler of `connect` selects one.
    pub fn accept_custom_subprotocols(mut self, on: bool) -> Self {
        self.settings.switches.accept_custom_subprotocols = on;
        self
    }

    /// Sends the frame `connected`, with a new reconnection token, after each recovery, as the client specification
    /// permits. By default it is sent once, as in Microsoft's emulator.
    pub fn connected_on_recovery(mut self, on: bool) -> Self {
        self.settings.switches.connected_on_recovery = on;
        self
    }
}
