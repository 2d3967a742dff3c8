//! How events are delivered.

use std::collections::BTreeMap;
use std::time::Duration;

use bytes::Bytes;
use http::{Request, Response};

use super::handler::{EventHandler, SystemEvent};
use crate::builder::Builder;
use crate::names;
use crate::start_error::StartError;

/// Fixed at the start.
#[derive(Clone, Debug)]
pub(crate) struct UpstreamSettings {
    /// By hub, in lower case.
    pub(crate) handlers: BTreeMap<String, Vec<EventHandler>>,
    pub(crate) timeout: Duration,
    pub(crate) retry_delays: Vec<Duration>,
    pub(crate) relay_refusals: bool,
    pub(crate) close_on_failed_event: bool,
}

impl Default for UpstreamSettings {
    fn default() -> Self {
        Self {
            handlers: BTreeMap::new(),
            timeout: Duration::from_secs(100),
            retry_delays: [1, 3, 5].map(Duration::from_secs).to_vec(),
            relay_refusals: true,
            close_on_failed_event: false,
        }
    }
}

impl UpstreamSettings {
    /// Checks the names of hubs and the URLs.
    pub(crate) fn check(&self) -> Result<(), StartError> {
        for (hub, handlers) in &self.handlers {
            let invalid = |rule| StartError::EventHandler { hub: hub.clone(), rule };
            if !names::is_hub(hub) {
                return Err(invalid("must be of a valid hub"));
            }
            for handler in handlers {
                handler.check().map_err(invalid)?;
            }
        }
        Ok(())
    }
}

/// # Event handlers
impl Builder {
    /// Adds a handler for the events of a hub's clients. Of several, the first that matches an event receives it. Without
    /// any, clients connect without asking, and their events fail.
    pub fn event_handler(mut self, hub: &str, handler: EventHandler) -> Self {
        self.settings.upstream.handlers.entry(hub.to_ascii_lowercase()).or_default().push(handler);
        self
    }

    /// Adds a handler in this process that receives all events of a hub: requests with their whole body come in, responses
    /// go out, and no port is needed. [`EventHandler::in_process`] is the same with a choice of events.
    ///
    /// A response with status 5xx or 408 is retried, as over HTTP: see [`event_retry_delays`](Self::event_retry_delays).
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")] async fn main() -> Result<(), webpubsub_emulator::StartError> {
    /// use webpubsub_emulator::Emulator;
    ///
    /// let emulator = Emulator::builder()
    ///     .handler("chat", |request| async move {
    ///         assert_eq!(request.headers()["ce-hub"], "chat");
    ///         http::Response::new(request.into_body()) // sends a client's event back to it
    ///     })
    ///     .start()
    ///     .await?;
    /// # emulator.stop().await;
    /// # Ok(()) }
    /// ```
    pub fn handler<H, F>(self, hub: &str, handler: H) -> Self
    where
        H: Fn(Request<Bytes>) -> F + Send + Sync + 'static,
        F: Future<Output = Response<Bytes>> + Send + 'static,
    {
        self.event_handler(hub, EventHandler::in_process(handler).system_events(SystemEvent::ALL))
    }

    /// The timeout of a delivery with its retries. Default: 100 seconds.
    pub fn event_timeout(mut self, timeout: Duration) -> Self {
        self.settings.upstream.timeout = timeout;
        self
    }

    /// The delay before each retry of a delivery that got no response, or one with status 408 or 5xx. A retry has the same
    /// `ce-id`. Default: 1, 3 and 5 seconds, as in Microsoft's emulator.
    pub fn event_retry_delays(mut self, delays: impl IntoIterator<Item = Duration>) -> Self {
        self.settings.upstream.retry_delays = delays.into_iter().collect();
        self
    }

    /// Whether a client that the handler of `connect` refuses gets that response's body, not only its status. Default:
    /// yes, as documented for the service; Microsoft's emulator sends no body.
    pub fn relay_refusals(mut self, on: bool) -> Self {
        self.settings.upstream.relay_refusals = on;
        self
    }

    /// Whether a client of a subprotocol whose event fails is closed with code 1011, as documented for the service. Default:
    /// no, as in Microsoft's emulator: it receives an acknowledgement with the error, if it asked for one. A client without
    /// a subprotocol is always closed.
    pub fn close_on_failed_event(mut self, on: bool) -> Self {
        self.settings.upstream.close_on_failed_event = on;
        self
    }
}
