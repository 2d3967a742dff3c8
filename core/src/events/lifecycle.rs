//! A connection has begun, or ended.

use super::event::notification_methods;
use super::{EventContext, MqttDisconnect};
use crate::json::Json;
use alloc::string::String;

/// `connected`: a client is connected. From about now on it can be sent to.
#[derive(Clone, Debug)]
pub struct Connected {
    context: EventContext,
}

/// `disconnected`: a connection has ended, whether the client, the service or the network ended it. It comes for each
/// connection that `connect` let in, also if `connected` was never sent.
#[derive(Clone, Debug)]
pub struct Disconnected {
    context: EventContext,
    reason: Option<String>,
    mqtt: Option<MqttDisconnect>,
}

notification_methods!(Connected);
notification_methods!(Disconnected);

impl Connected {
    pub(super) fn new(context: EventContext) -> Self {
        Self { context }
    }
}

impl Disconnected {
    pub(super) fn parse(body: &Json<'_>, context: EventContext) -> Self {
        let mqtt = MqttDisconnect::parse(body.field("mqtt"));
        Self { context, reason: body.field("reason").text(), mqtt }
    }

    /// Why it ended, if the service knows; for a reader.
    pub fn reason(&self) -> Option<&str> {
        self.reason.as_deref().filter(|reason| !reason.is_empty())
    }

    /// How an MQTT session ended.
    pub fn mqtt(&self) -> Option<&MqttDisconnect> {
        self.mqtt.as_ref()
    }
}
