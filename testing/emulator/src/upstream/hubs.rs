//! The handlers of all hubs, and what their deliveries share.

use std::collections::HashMap;
use std::fmt;
use std::sync::Arc;

use http::{Method, StatusCode, Uri};
use tokio::time::timeout;
use tokio_util::task::TaskTracker;

use super::client::Client;
use super::event::Event;
use super::failure::Failure;
use super::handler::{Destination, EventHandler};
use super::origin::Origin;
use super::request;
use super::settings::UpstreamSettings;
use super::validation::{VALIDATION_TIMEOUT, Validation};
use crate::controls::Controls;
use crate::settings::Settings;
use crate::tasks::Tasks;

pub(crate) struct Upstream {
    handlers: HashMap<String, Vec<Arc<Handler>>>,
    pub(super) keys: Vec<Vec<u8>>,
    pub(super) origin: Origin,
    pub(super) client: Arc<Client>,
    pub(super) settings: UpstreamSettings,
    pub(super) max_groups: usize,
    pub(super) controls: Arc<Controls>,
    pub(super) tasks: Tasks,
    /// The tasks of connections, while they deliver events.
    pub(super) workers: TaskTracker,
}

/// A handler in use.
pub(super) struct Handler {
    pub(super) destination: Destination,
    pub(super) validate: bool,
    pub(super) validation: Validation,
    description: EventHandler,
}

impl Upstream {
    /// `None` if no hub has a handler. Invalid ones were rejected before.
    pub(crate) fn new(settings: &Settings, endpoint: &str, controls: &Arc<Controls>, tasks: &Tasks) -> Option<Self> {
        let upstream = settings.upstream.clone();
        let handlers = |all: &[EventHandler]| all.iter().filter_map(Handler::new).map(Arc::new).collect();
        let handlers: HashMap<String, Vec<Arc<Handler>>> =
            upstream.handlers.iter().map(|(hub, all)| (hub.clone(), handlers(all))).collect();
        let mut all = handlers.values().flatten().peekable();
        all.peek()?;
        let tls = all.any(|handler| matches!(&handler.destination, Destination::Url(url) if url.is_https()));
        let workers = TaskTracker::new();
        Some(Self {
            keys: settings.keys().map(<[u8]>::to_vec).collect(),
            origin: Origin::of(endpoint),
            client: Arc::new(Client::new(tls, tasks, &workers)?),
            settings: upstream,
            max_groups: settings.limits.max_groups,
            controls: Arc::clone(controls),
            tasks: tasks.clone(),
            handlers,
            workers,
        })
    }

    /// Whether a hub has handlers.
    pub(super) fn serves(&self, hub: &str) -> bool {
        self.handlers.contains_key(hub)
    }

    /// The first handler of the hub that receives this event.
    pub(super) fn select(&self, hub: &str, event: &Event) -> Option<&Arc<Handler>> {
        self.handlers.get(hub)?.iter().find(|handler| handler.receives(event))
    }

    /// Asks a handler whether it wants events.
    pub(super) fn ask(&self, handler: &Arc<Handler>, hub: &str) -> impl Future<Output = Result<(), String>> + use<> {
        let (client, handler) = (Arc::clone(&self.client), Arc::clone(handler));
        let (origin, controls, hub) = (self.origin.clone(), Arc::clone(&self.controls), hub.to_owned());
        async move {
            let asked = timeout(VALIDATION_TIMEOUT, handler.ask(&client, &hub, &origin)).await;
            let result = asked.unwrap_or_else(|_| Err(Failure::Timeout(VALIDATION_TIMEOUT).to_string()));
            if let Err(reason) = &result {
                let shown = handler.shown();
                controls.warnings.add(format!("hub {hub}: the event handler {shown} is not validated: {reason}"));
            }
            result
        }
    }

    /// The same beside the events that go on.
    pub(super) fn ask_again(&self, handler: &Arc<Handler>, hub: &str) {
        let (ask, handler, stop) = (self.ask(handler, hub), Arc::clone(handler), self.tasks.stop.clone());
        self.tasks.spawn(async move {
            if let Some(result) = stop.run_until_cancelled(ask).await {
                handler.validation.set(result).await;
            }
        });
    }
}

impl Handler {
    fn new(description: &EventHandler) -> Option<Self> {
        let destination = description.destination().ok()?;
        let (validate, validation) = (description.validate, Validation::default());
        Some(Self { destination, validate, validation, description: description.clone() })
    }

    fn receives(&self, event: &Event) -> bool {
        match event.system() {
            Some(system) => self.description.system_events.contains(&system),
            None => self.description.user_events.matches(event.name()),
        }
    }

    pub(super) fn url(&self, hub: &str, event: &str) -> Option<Uri> {
        match &self.destination {
            Destination::Url(template) => template.url(hub, event),
            // Where the official middleware for Express listens.
            Destination::Function(_) => Uri::try_from(format!("/api/webpubsub/hubs/{hub}/")).ok(),
        }
    }

    pub(super) fn shown(&self) -> &str {
        match &self.destination {
            Destination::Url(template) => template.shown(),
            Destination::Function(_) => "in process",
        }
    }

    /// `OPTIONS`, and `GET` if that is not found.
    async fn ask(&self, client: &Client, hub: &str, origin: &Origin) -> Result<(), String> {
        let url = self.url(hub, "validate").ok_or_else(|| Failure::UrlTooLong.to_string())?;
        let mut status = StatusCode::NOT_FOUND;
        for method in [Method::OPTIONS, Method::GET] {
            let request = request::validation(method, url.clone(), origin.host()).map_err(|error| error.to_string())?;
            let response = client.send(&self.destination, request).await.map_err(|error| error.to_string())?;
            status = response.status();
            if status.is_success() {
                let rule = || format!("WebHook-Allowed-Origin is neither * nor {}", origin.host());
                return origin.is_allowed(response.headers()).then_some(()).ok_or_else(rule);
            }
            if status != StatusCode::NOT_FOUND {
                break;
            }
        }
        Err(format!("the response to OPTIONS has the status {}", status.as_u16()))
    }
}

impl fmt::Debug for Upstream {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Upstream").field("settings", &self.settings).finish_non_exhaustive()
    }
}
