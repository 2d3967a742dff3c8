//! Publishes its standard input and ends: `cron-job HUB [GROUP]`.

use std::io::{Read, stdin};
use std::process::ExitCode;
use std::time::Duration;
use webpubsub_blocking::{CallOptions, Error, Message, WebPubSubServiceClient};

const USAGE: &str = "usage: WEBPUBSUB_CONNECTION_STRING=… cron-job HUB [GROUP] < message";

/// Less than the time between two runs.
const TIMEOUT: Duration = Duration::from_secs(30);

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let (hub, group) = match &arguments[..] {
        [hub] => (hub, None),
        [hub, group] => (hub, Some(group.as_str())),
        _ => return failed(1, USAGE),
    };
    let Ok(connection_string) = std::env::var("WEBPUBSUB_CONNECTION_STRING") else { return failed(1, USAGE) };
    let mut text = String::new();
    if let Err(error) = stdin().read_to_string(&mut text) {
        return failed(1, &error.to_string());
    }
    match publish(&connection_string, hub, group, text) {
        Ok(()) => ExitCode::SUCCESS,
        // The text with all causes; no key is in it.
        Err(error) => failed(code(&error), &format!("{error:?}")),
    }
}

fn publish(connection_string: &str, hub: &str, group: Option<&str>, text: String) -> Result<(), Error> {
    let client = WebPubSubServiceClient::from_connection_string(connection_string, hub)?;
    let client = client.with_options(CallOptions::new().timeout(TIMEOUT).user_agent("cron-job/1.0"));
    match group {
        Some(group) => client.send_to_group(group, Message::text(text)),
        None => client.send_to_all(Message::text(text)),
    }
}

/// What a caller can do about it.
fn code(error: &Error) -> u8 {
    match error {
        error if error.may_have_taken_effect() => 76,
        error if error.is_throttled() || error.is_timeout() => 75,
        // Nothing arrived, and not because of a setting.
        error if error.status().is_none() && error.attempts() > 0 && !error.was_sent() => 75,
        _ => 1,
    }
}

fn failed(code: u8, text: &str) -> ExitCode {
    eprintln!("cron-job: {text}");
    ExitCode::from(code)
}
