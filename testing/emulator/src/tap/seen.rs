//! A frame of a client, from when it is read to when what it asks for is done.

use std::sync::atomic::Ordering::Relaxed;

use super::{NONE, Tap};
use crate::protocols::{Failure, Request};
use crate::record::Entry;

/// A frame of the client that is being handled. It becomes an entry on drop.
#[derive(Debug)]
pub(crate) struct Seen<'a> {
    pub(super) tap: &'a Tap,
    pub(super) entry: Option<Entry>,
}

impl Seen<'_> {
    /// What the frame asks for.
    pub(crate) fn asks(&mut self, request: &Request) {
        if let Some(entry) = &mut self.entry {
            let (name, group) = match request {
                Request::Join { group, .. } => ("joinGroup", Some(group)),
                Request::Leave { group, .. } => ("leaveGroup", Some(group)),
                Request::Send { group, .. } => ("sendToGroup", Some(group)),
                Request::Event { .. } => ("event", None),
                Request::Invoke { .. } => ("invoke", None),
                Request::CancelInvocation => ("cancelInvocation", None),
                Request::Unsupported(request) => (request.feature(), None),
                Request::Ping => ("ping", None),
                Request::SequenceAck(_) => ("sequenceAck", None),
                Request::Raw(_) => return,
            };
            entry.name = Some(name.into());
            entry.group = group.map(|group| group.as_str().into());
        }
    }

    pub(crate) fn refused(&mut self, failure: &Failure) {
        if let Some(entry) = &mut self.entry {
            entry.reason = Some(failure.message());
        }
    }
}

impl Drop for Seen<'_> {
    fn drop(&mut self) {
        let receivers = self.tap.receivers.swap(NONE, Relaxed);
        if let Some(mut entry) = self.entry.take() {
            entry.receivers = (receivers != NONE).then_some(receivers);
            self.tap.controls.record.add(entry);
        }
    }
}
