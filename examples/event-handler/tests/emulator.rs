//! The program as an event handler of the emulator.

#![allow(clippy::unwrap_used)] // A panic fails the test.

use futures_util::{SinkExt, StreamExt};
use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};
use std::time::Duration;
use tokio::time::timeout;
use tokio_tungstenite::connect_async;
use tokio_tungstenite::tungstenite::{Error, Message as Frame};
use webpubsub_emulator::{Emulator, EventHandler, SystemEvent};
use webpubsub_hyper::{ClientAccess, WebPubSubServiceClient};

const KEY: &str = "a key that the handler and the emulator share";
const PATIENCE: Duration = Duration::from_secs(20);

/// The running program; it ends with this handle.
struct Program(Child);

impl Program {
    /// On a free port. The URL for events.
    fn start() -> (Self, String) {
        let mut command = Command::new(env!("CARGO_BIN_EXE_event-handler"));
        let connection_string = format!("Endpoint=http://127.0.0.1:1;AccessKey={KEY};Version=1.0;");
        command.env("PORT", "0").env("WEBPUBSUB_CONNECTION_STRING", connection_string).stdout(Stdio::piped());
        let mut child = command.spawn().unwrap();
        let url = BufReader::new(child.stdout.take().unwrap()).lines().next();
        (Self(child), url.expect("a line").unwrap())
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

async fn emulator(url: &str, key: &str) -> (Emulator, WebPubSubServiceClient) {
    let handler = EventHandler::new(url).system_events(SystemEvent::ALL);
    let builder = Emulator::builder().access_key(key).event_handler("chat", handler).event_retry_delays([]);
    let emulator = builder.start().await.unwrap();
    let client = WebPubSubServiceClient::from_connection_string(emulator.connection_string(), "chat");
    (emulator, client.unwrap())
}

/// The status with which the service refuses a client.
async fn refused(client: &WebPubSubServiceClient, access: &ClientAccess) -> u16 {
    let token = client.client_access_token(access).await.unwrap();
    let connected = timeout(PATIENCE, connect_async(token.into_url())).await.unwrap();
    let Err(Error::Http(response)) = connected else { panic!("a client was let in") };
    response.status().as_u16()
}

#[tokio::test]
async fn messages_come_back_with_their_numbers() {
    let (_program, url) = Program::start();
    let (emulator, client) = emulator(&url, KEY).await;
    assert_eq!(refused(&client, &ClientAccess::new()).await, 401);

    let token = client.client_access_token(&ClientAccess::new().user_id("ann")).await.unwrap();
    let (mut ann, _) = connect_async(token.into_url()).await.unwrap();
    for number in 1..=10 {
        ann.send(Frame::text("hi é")).await.unwrap();
        let echo = timeout(PATIENCE, ann.next()).await.unwrap().unwrap().unwrap();
        assert_eq!(echo, Frame::text(format!("{number}: hi é")));
    }
    emulator.stop().await;
}

#[tokio::test]
async fn events_by_another_key_are_rejected() {
    let (_program, url) = Program::start();
    let (emulator, client) = emulator(&url, "another key, of somebody who guessed the URL").await;
    assert_eq!(refused(&client, &ClientAccess::new().user_id("ann")).await, 401);
    emulator.stop().await;
}
