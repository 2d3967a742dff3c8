//! The service: an emulator, or the real one with a hub of its own.

use std::error::Error;
use std::fmt::Write;
use webpubsub_emulator::Emulator;

pub(crate) struct Service {
    connection_string: String,
    hub: String,
    emulator: Option<Emulator>,
}

impl Service {
    /// The service that `WEBPUBSUB_CONNECTION_STRING` names, else an emulator on a free port of this machine.
    pub(crate) async fn find() -> Result<Self, Box<dyn Error>> {
        if let Ok(connection_string) = std::env::var("WEBPUBSUB_CONNECTION_STRING") {
            let hub = own_hub()?;
            println!("using the service in WEBPUBSUB_CONNECTION_STRING, and its hub {hub} only");
            return Ok(Self { connection_string, hub, emulator: None });
        }
        let emulator = Emulator::start().await?;
        println!("WEBPUBSUB_CONNECTION_STRING is not set: using an emulator at {}", emulator.endpoint());
        let connection_string = emulator.connection_string().to_owned();
        Ok(Self { connection_string, hub: "quickstart".into(), emulator: Some(emulator) })
    }

    pub(crate) fn connection_string(&self) -> &str {
        &self.connection_string
    }

    pub(crate) fn hub(&self) -> &str {
        &self.hub
    }

    pub(crate) async fn stop(self) {
        if let Some(emulator) = self.emulator {
            emulator.stop().await;
        }
    }
}

/// A random name, so that no client of another program receives the messages.
fn own_hub() -> Result<String, Box<dyn Error>> {
    let mut random = [0; 6];
    getrandom::fill(&mut random)?;
    let mut hub = String::from("quickstart");
    random.iter().try_for_each(|byte| write!(hub, "{byte:02x}"))?;
    Ok(hub)
}
