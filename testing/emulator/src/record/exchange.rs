//! A request in progress, until its response makes it an entry.

use std::time::Instant;

use bytes::Bytes;
use http::header::CONTENT_TYPE;
use http::request::Parts;
use http::{Extensions, StatusCode};

use super::entry::{Content, Entry, Kind};
use super::{Record, url};

/// What a response says besides its status, for the record alone: an extension of it.
#[derive(Clone, Debug, Default)]
pub(crate) struct Outcome {
    /// How many connections a message was queued for.
    pub(crate) receivers: Option<usize>,
    /// Why the request was rejected.
    pub(crate) refusal: Option<String>,
}

impl Outcome {
    pub(crate) fn delivered(receivers: usize) -> Self {
        Self { receivers: Some(receivers), refusal: None }
    }

    pub(crate) fn refused(refusal: impl Into<String>) -> Self {
        Self { receivers: None, refusal: Some(refusal.into()) }
    }
}

#[derive(Debug)]
pub(crate) struct Exchange {
    started: Instant,
    /// `None` when nothing is kept.
    entry: Option<Entry>,
}

impl Exchange {
    pub(crate) fn begin(record: &Record, parts: &Parts) -> Self {
        let entry = record.is_on().then(|| {
            let url = parts.uri.path_and_query().map_or("/", http::uri::PathAndQuery::as_str);
            let kind = parts.headers.get(CONTENT_TYPE).and_then(|kind| kind.to_str().ok());
            Entry {
                name: Some(parts.method.as_str().into()),
                path: Some(url::without_tokens(url).into()),
                content: kind.map_or(Content::Binary, Content::of_type),
                ..Entry::new(Kind::Request)
            }
        });
        Self { started: Instant::now(), entry }
    }

    /// Reads the names in the decoded path.
    pub(crate) fn names(&mut self, segments: &[&str]) {
        if let Some(entry) = &mut self.entry {
            let named = |kind| url::named(segments, kind).map(Into::into);
            entry.hub = url::named(segments, "hubs").map(|hub| hub.to_ascii_lowercase().into());
            (entry.group, entry.user, entry.connection) = (named("groups"), named("users"), named("connections"));
        }
    }

    /// Adds the entry, with a copy of the body: a part of a read buffer would hold all of it. A handshake that
    /// succeeded (101) gets none here, since the connection has one; a rejected recovery, also a 101, has no connection.
    pub(crate) fn end(self, record: &Record, status: StatusCode, extensions: &mut Extensions, body: &[u8]) {
        let Outcome { receivers, refusal } = extensions.remove().unwrap_or_default();
        record.counts.requests.add(1);
        if status.is_client_error() || status.is_server_error() {
            record.counts.rejected_requests.add(1);
        }
        if let Some(receivers) = receivers {
            record.counts.message(receivers);
        }
        if let Some(mut entry) = self.entry
            && (status != StatusCode::SWITCHING_PROTOCOLS || refusal.is_some())
        {
            entry.time = std::time::SystemTime::now();
            entry.duration = Some(self.started.elapsed());
            entry.status = Some(status.as_u16());
            (entry.receivers, entry.reason) = (receivers, refusal);
            entry.body = Bytes::copy_from_slice(body);
            record.add(entry);
        }
    }
}
