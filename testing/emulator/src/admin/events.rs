//! `GET /emulator/events`: the record as server-sent events, in batches, for as long as the page is open.

use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use futures_util::stream::{self, Stream};
use http::header::CONTENT_TYPE;
use http::{HeaderValue, StatusCode};
use http_body_util::{Either, StreamBody};
use hyper::body::Frame;
use serde_json::json;
use tokio::sync::OwnedSemaphorePermit;
use tokio::time::{Instant, sleep, timeout_at};

use super::Response;
use super::call::{Call, Failure};
use super::shown::summary;
use crate::record::Page;
use crate::server::Service;

/// The body of a response that goes on.
pub(crate) type Events = StreamBody<Pin<Box<dyn Stream<Item = Result<Frame<Bytes>, std::convert::Infallible>> + Send>>>;

/// How many can be open.
pub(crate) const MAX_STREAMS: usize = 16;
/// A batch waits this long for more.
const BATCH_TIME: Duration = Duration::from_millis(150);
/// The most entries in a batch; of more, the newest are shown.
const BATCH_SIZE: usize = 250;
/// A stream ends after this time, and the page opens the next one: no connection is forgotten, and none rests for so long that
/// the server ends it.
const LIFETIME: Duration = Duration::from_secs(60);

struct State {
    service: Arc<Service>,
    last: u64,
    end: Instant,
    /// What the next frame says at once.
    greeting: Option<Bytes>,
    _permit: OwnedSemaphorePermit,
}

pub(super) fn respond(call: &Call<'_>) -> Result<Response, Failure> {
    let permit = Arc::clone(&call.service.streams).try_acquire_owned().map_err(|_| {
        Failure::new(StatusCode::SERVICE_UNAVAILABLE, format!("{MAX_STREAMS} streams of events are open."))
    })?;
    let header = call.parts.headers.get("last-event-id").and_then(|id| id.to_str().ok()?.parse().ok());
    let last = header.map_or_else(|| call.number("after", 0), Ok)?;
    let state = State {
        service: Arc::clone(call.service),
        last,
        end: Instant::now() + LIFETIME,
        greeting: Some(Bytes::from_static(b"retry: 100\n\n")),
        _permit: permit,
    };
    let events = stream::unfold(state, |mut state| async move {
        let event = state.next().await?;
        Some((Ok(Frame::data(event)), state))
    });
    let mut response = http::Response::new(Either::Right(StreamBody::new(Box::pin(events) as _)));
    response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("text/event-stream"));
    Ok(response)
}

impl State {
    /// The next event; none when the stream ends.
    async fn next(&mut self) -> Option<Bytes> {
        if let Some(greeting) = self.greeting.take() {
            return Some(greeting);
        }
        let record = &self.service.controls.record;
        let stop = self.service.tasks.stop.clone();
        let batch = async {
            record.next_after(self.last, 1).await;
            sleep(BATCH_TIME).await;
            record.after(self.last, usize::MAX)
        };
        let page: Page = timeout_at(self.end, stop.run_until_cancelled(batch)).await.ok()??;
        // It was cleared in between: the next batch has the next entries.
        let newest = page.entries.last().map_or(self.last, |entry| entry.number);
        let skipped = page.entries.len().saturating_sub(BATCH_SIZE);
        let data = json!({
            "entries": page.entries[skipped..].iter().map(|entry| summary(entry)).collect::<Vec<_>>(),
            "leftOut": page.missed + skipped as u64,
        });
        self.last = newest;
        Some(format!("id: {newest}\ndata: {data}\n\n").into())
    }
}
