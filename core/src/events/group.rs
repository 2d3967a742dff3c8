//! Connections that are added to groups and removed from them. Microsoft's library for Express knows these events; they are
//! not documented.

use super::EventContext;
use super::event::notification_methods;
use crate::json::Json;
use alloc::string::String;

macro_rules! group_event {
    ($(#[$doc:meta])* $event:ident) => {
        $(#[$doc])*
        #[derive(Clone, Debug)]
        pub struct $event {
            context: EventContext,
            group: String,
        }

        notification_methods!($event);

        impl $event {
            /// `None` if the body names no group.
            pub(super) fn parse(context: &EventContext, body: &[u8]) -> Option<Self> {
                let group = Json::parse(body)?.field("group").text()?;
                Some(Self { context: context.clone(), group })
            }

            /// The group.
            pub fn group(&self) -> &str {
                &self.group
            }
        }
    };
}

group_event! {
    /// `joined`: a connection was added to a group.
    GroupJoined
}

group_event! {
    /// `left`: a connection was removed from a group.
    GroupLeft
}
