//! The arguments for event handlers, and those of the configuration.

use std::time::Duration;

use crate::{Builder, EventHandler, SystemEvent};
use clap::Args;

use super::configuration::Configuration;

#[derive(Args)]
#[command(next_help_heading = "Event handlers")]
pub(crate) struct EventArguments {
    /// Send the events of a hub's clients to a URL, with {hub} and {event} in its path or query. May be repeated: of a hub's
    /// handlers, the first that matches receives an event.
    #[arg(long, value_name = "HUB=URL", value_parser = hub_and_url)]
    event_handler: Vec<(String, String)>,
    /// The user events that these handlers receive: * for all, or names separated by commas.
    #[arg(long, value_name = "PATTERN", requires = "event_handler", default_value = "*")]
    user_events: String,
    /// The system events that these handlers receive.
    #[arg(
        long,
        value_name = "EVENTS",
        requires = "event_handler",
        value_delimiter = ',',
        value_parser = system_event,
        default_value = "connect,connected,disconnected"
    )]
    system_events: Vec<SystemEvent>,
    /// Seconds for the delivery of an event with its retries.
    #[arg(long, value_name = "SECONDS", default_value_t = 100)]
    event_timeout: u64,
    /// Seconds before each retry of a delivery; 'none' for no retry.
    #[arg(long, value_name = "SECONDS,…", value_parser = delays, default_value = "1,3,5")]
    event_retry_delays: Delays,
    /// Close a client of a subprotocol when its event fails (documentation), instead of an ack with the error (Microsoft's
    /// emulator).
    #[arg(long)]
    close_on_failed_event: bool,
    /// Send a refused client no body with its handler's status (Microsoft's emulator), instead of the handler's own
    /// (documentation).
    #[arg(long)]
    hide_refusals: bool,
}

/// Not a `Vec`, which would be a repeated argument.
#[derive(Clone)]
struct Delays(Vec<Duration>);

impl EventArguments {
    /// The handlers of the arguments come before those of the configuration.
    pub(crate) fn set(self, mut builder: Builder, configuration: &Configuration) -> Result<Builder, String> {
        for (hub, url) in self.event_handler {
            let handler = EventHandler::new(url).user_events(&self.user_events);
            builder = builder.event_handler(&hub, handler.system_events(self.system_events.iter().copied()));
        }
        for (hub, handler) in configuration.event_handlers()? {
            builder = builder.event_handler(&hub, handler);
        }
        Ok(builder
            .event_timeout(Duration::from_secs(self.event_timeout))
            .event_retry_delays(self.event_retry_delays.0)
            .close_on_failed_event(self.close_on_failed_event)
            .relay_refusals(!self.hide_refusals))
    }
}

fn hub_and_url(text: &str) -> Result<(String, String), &'static str> {
    let (hub, url) = text.split_once('=').ok_or("must be HUB=URL")?;
    Ok((hub.to_owned(), url.to_owned()))
}

fn system_event(text: &str) -> Result<SystemEvent, &'static str> {
    SystemEvent::named(text.trim()).ok_or("must be connect, connected or disconnected")
}

fn delays(text: &str) -> Result<Delays, &'static str> {
    let seconds = text.split(',').filter(|_| text != "none").map(|part| part.trim().parse().map(Duration::from_secs));
    seconds.collect::<Result<_, _>>().map(Delays).map_err(|_| "must be whole seconds separated by commas, or none")
}
