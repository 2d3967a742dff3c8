//! Delivers one event: validation, attempts, and what the response sets.

use std::sync::Arc;
use std::time::Instant;

use bytes::Bytes;
use futures_util::future::BoxFuture;
use http::header::CONTENT_TYPE;
use http::{Request, Response, StatusCode};
use tokio::time::{sleep, timeout};

use super::cookies::Cookies;
use super::event::{Client, Event};
use super::failure::Failure;
use super::hubs::{Handler, Upstream};
use super::request::{Envelope, event as event_request};
use super::response;
use super::validation::Known;
use crate::record::{Content, Entry, Kind};

/// What one connection keeps between its events.
#[derive(Debug, Default)]
pub(super) struct Memory {
    /// Of the next event.
    pub(super) id: u64,
    /// `ce-connectionState`, if it is not empty.
    pub(super) state: String,
    pub(super) cookies: Cookies,
}

/// A response, and its entry for the record, which is complete once the response has been read.
pub(super) struct Delivered {
    pub(super) response: Result<Response<Bytes>, Failure>,
    pub(super) entry: Entry,
}

impl Upstream {
    /// Delivers an event to the handler that receives it; `None` if there is none. Boxed, so that an idle connection does not
    /// hold the memory that a delivery takes.
    pub(super) fn deliver<'a>(
        &'a self,
        client: &'a Client,
        event: &'a Event,
        memory: &'a mut Memory,
    ) -> BoxFuture<'a, Option<Delivered>> {
        Box::pin(self.deliver_now(client, event, memory))
    }

    async fn deliver_now(&self, client: &Client, event: &Event, memory: &mut Memory) -> Option<Delivered> {
        let id = memory.id;
        memory.id += 1;
        let handler = self.select(&client.hub, event)?;
        let (started, mut retries) = (Instant::now(), 0);
        let response = self.attempt(handler, client, event, id, memory, &mut retries).await;
        let mut entry = entry(client, event, handler, &response);
        (entry.duration, entry.retries) = (Some(started.elapsed()), Some(retries));
        Some(Delivered { response, entry })
    }

    async fn attempt(
        &self,
        handler: &Arc<Handler>,
        client: &Client,
        event: &Event,
        id: u64,
        memory: &mut Memory,
        retries: &mut u32,
    ) -> Result<Response<Bytes>, Failure> {
        self.validate(handler, &client.hub).await.map_err(Failure::NotValidated)?;
        let url = handler.url(&client.hub, event.name()).ok_or(Failure::UrlTooLong)?;
        let host = url.authority().map(ToString::to_string).unwrap_or_default();
        let envelope = Envelope {
            client,
            id,
            origin: self.origin.host(),
            keys: &self.keys,
            now: self.controls.clock.now(),
            state: &memory.state,
            cookies: memory.cookies.header(&host),
        };
        let request = event_request(url, event, envelope)?;
        let limit = self.settings.timeout;
        let response = timeout(limit, self.attempts(handler, &request, retries)).await;
        let response = response.map_err(|_| Failure::Timeout(limit))??;
        if response.status().is_success() {
            memory.cookies.store(&host, response.headers());
            if event.is_blocking()
                && let Some(state) = response::state(response.headers())
            {
                memory.state = state;
            }
        }
        Ok(response)
    }

    /// Sends the same request until a response is final, or no retry is left; when the emulator stops, without waiting.
    async fn attempts(
        &self,
        handler: &Handler,
        request: &Request<Bytes>,
        retries: &mut u32,
    ) -> Result<Response<Bytes>, Failure> {
        let mut delays = self.settings.retry_delays.iter();
        loop {
            let result = self.client.send(&handler.destination, request.clone()).await;
            let Some(delay) = delays.next().filter(|_| is_transient(&result)) else { return result };
            tokio::select! {
                biased;
                () = self.tasks.stop.cancelled() => return result,
                () = sleep(*delay) => *retries += 1,
            }
        }
    }

    /// Asks the handler, unless that is known.
    async fn validate(&self, handler: &Arc<Handler>, hub: &str) -> Result<(), String> {
        if !handler.validate {
            return Ok(());
        }
        let ask = self.ask(handler, hub);
        if handler.validation.check(ask).await? == Known::Due {
            self.ask_again(handler, hub);
        }
        Ok(())
    }
}

fn entry(client: &Client, event: &Event, handler: &Handler, response: &Result<Response<Bytes>, Failure>) -> Entry {
    let mut entry = Entry {
        name: Some(event.name().into()),
        path: Some(handler.shown().into()),
        hub: Some(Arc::clone(&client.hub)),
        connection: Some(Arc::clone(&client.id)),
        user: client.user.clone(),
        ..Entry::new(Kind::Event)
    };
    if let Ok(response) = response {
        let kind = response.headers().get(CONTENT_TYPE).and_then(|kind| kind.to_str().ok());
        entry.status = Some(response.status().as_u16());
        entry.content = kind.map_or(Content::Binary, Content::of_type);
        // A part of a read buffer would hold all of it.
        entry.body = Bytes::copy_from_slice(response.body());
    }
    entry
}

fn is_transient(result: &Result<Response<Bytes>, Failure>) -> bool {
    match result {
        Ok(response) => response.status().is_server_error() || response.status() == StatusCode::REQUEST_TIMEOUT,
        Err(failure) => matches!(failure, Failure::Connection(_)),
    }
}

impl Delivered {
    /// What `read` makes of a response with a 2xx status; anything else is a failure, which the entry keeps.
    pub(super) fn read<T>(&mut self, read: impl FnOnce(&Response<Bytes>) -> Result<T, Failure>) -> Result<T, Failure> {
        let result = match &self.response {
            Err(failure) => Err(failure.clone()),
            Ok(response) if response.status().is_success() => read(response),
            Ok(response) => Err(Failure::Status(response.status())),
        };
        self.entry.reason = result.as_ref().err().map(Failure::to_string);
        result
    }
}
