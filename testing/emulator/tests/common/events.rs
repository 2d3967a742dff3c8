//! Events of clients, and what becomes of them.

#![allow(dead_code, unreachable_pub)] // Each test program uses some of it.

use std::sync::Arc;
use std::time::Duration;

use serde_json::{Value, json};
use tokio::time::timeout;
use webpubsub_emulator::{Emulator, Entry, EventHandler, Kind, SystemEvent};

use super::handler::Handler;
use super::{Caller, Socket};

pub const RELIABLE: &str = "json.reliable.webpubsub.azure.v1";

pub async fn emulator(handler: &Handler) -> (Emulator, Caller) {
    let all = EventHandler::new(handler.url("/{hub}/{event}?code=secret")).system_events(SystemEvent::ALL);
    let emulator = Emulator::builder().event_handler("chat", all).event_retry_delays([]);
    let emulator = emulator.start().await.expect("started");
    let caller = Caller::new(&emulator);
    (emulator, caller)
}

pub async fn event(socket: &mut Socket, name: &str, data: &str, ack: u64) -> Vec<Value> {
    socket.send_json(&json!({"type": "event", "event": name, "dataType": "text", "data": data, "ackId": ack})).await;
    let mut frames = Vec::new();
    loop {
        frames.push(timeout(Duration::from_secs(20), socket.json()).await.expect("a frame in time"));
        if frames.last().expect("one")["type"] == "ack" {
            return frames;
        }
    }
}

/// What the record has of deliveries.
pub fn events(emulator: &Emulator) -> Vec<Arc<Entry>> {
    emulator.record().into_iter().filter(|entry| entry.kind == Kind::Event).collect()
}

pub fn success(ack: u64) -> Value {
    json!({"type": "ack", "ackId": ack, "success": true})
}

pub fn failure(ack: u64, name: &str, message: &str) -> Value {
    json!({"type": "ack", "ackId": ack, "success": false, "error": {"name": name, "message": message}})
}
