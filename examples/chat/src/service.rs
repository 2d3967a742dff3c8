//! The service: the real one, or an emulator in this process.

use std::env::var;
use std::error::Error;
use webpubsub_emulator::{Emulator, EventHandler, SystemEvent};

pub(crate) struct Service {
    connection_string: String,
    /// It runs as long as this is held.
    _emulator: Option<Emulator>,
}

impl Service {
    /// The service that `WEBPUBSUB_CONNECTION_STRING` names, else an emulator on a free port, which delivers the hub's events
    /// to this URL.
    pub(crate) async fn find(hub: &str, events: &str) -> Result<Self, Box<dyn Error>> {
        if let Ok(connection_string) = var("WEBPUBSUB_CONNECTION_STRING") {
            println!("using the service in WEBPUBSUB_CONNECTION_STRING; a tunnel from it must lead to {events}");
            return Ok(Self { connection_string, _emulator: None });
        }
        let handler = EventHandler::new(events).system_events(SystemEvent::ALL);
        let emulator = Emulator::builder().event_handler(hub, handler).start().await?;
        println!(
            "WEBPUBSUB_CONNECTION_STRING is not set: using an emulator, which shows itself at {}",
            emulator.endpoint()
        );
        Ok(Self { connection_string: emulator.connection_string().to_owned(), _emulator: Some(emulator) })
    }

    pub(crate) fn connection_string(&self) -> &str {
        &self.connection_string
    }
}
