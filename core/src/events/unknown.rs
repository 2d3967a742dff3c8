//! Events that are newer than this library.

use super::EventContext;
use super::event::notification_methods;
use bytes::Bytes;

/// An event of a type that this library does not know, verified like the others. [`EventContext::event_type`] says which.
#[derive(Clone)]
pub struct UnknownEvent {
    context: EventContext,
    body: Bytes,
}

notification_methods!(UnknownEvent);

impl UnknownEvent {
    pub(super) fn new(context: EventContext, body: Bytes) -> Self {
        Self { context, body }
    }

    /// The `Content-Type` of the body.
    pub fn content_type(&self) -> Option<&str> {
        self.context.content_type()
    }

    /// The body.
    pub fn body(&self) -> &Bytes {
        &self.body
    }
}

/// Shows no body.
impl core::fmt::Debug for UnknownEvent {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_struct("UnknownEvent").field("context", &self.context).field("body_bytes", &self.body.len()).finish()
    }
}
