//! The emulator's reliable JSON protocol: frames, acknowledgements, messages and cuts in any order.
#![no_main]

use libfuzzer_sys::arbitrary::{self, Arbitrary};
use libfuzzer_sys::fuzz_target;
use std::cell::RefCell;
use webpubsub_core::operations::{ConnectionExists, SendToConnection};
use webpubsub_core::{ClientAccess, Message};
use webpubsub_fuzz::{Service, WebSocket};

const PROTOCOL: &str = "json.reliable.webpubsub.azure.v1";

#[derive(Debug, Arbitrary)]
enum Step<'a> {
    Frame { text: bool, payload: &'a [u8] },
    Acknowledge(u64),
    Message,
    Cut,
}

struct Client {
    socket: WebSocket,
    id: String,
    token: String,
    /// The largest number of a message that was received.
    largest: u64,
}

struct World {
    service: Service,
    client: Option<Client>,
}

thread_local! {
    static WORLD: RefCell<World> = RefCell::new(World { service: Service::start(), client: None });
}

impl Client {
    fn connect(service: &Service) -> Self {
        let mut socket = WebSocket::connect_with(service, &ClientAccess::new(), PROTOCOL);
        let connected = socket.connected();
        let text = |name: &str| connected[name].as_str().expect("text").to_owned();
        Self { id: text("connectionId"), token: text("reconnectionToken"), socket, largest: 0 }
    }

    /// Sends a frame, and reads what has come: no number is left out.
    fn send(&mut self, text: bool, payload: &[u8]) -> bool {
        let largest = &mut self.largest;
        self.socket.survives_reading(if text { 1 } else { 2 }, payload, |frame| {
            let frame: serde_json::Value = serde_json::from_slice(frame).expect("JSON");
            if let Some(number) = frame["sequenceId"].as_u64() {
                assert!(number <= *largest + 1, "{number} after {largest}");
                *largest = number.max(*largest);
            }
        })
    }

    /// Performs a step; whether the connection is still there.
    fn perform(&mut self, step: &Step<'_>, service: &mut Service) -> bool {
        match step {
            Step::Frame { text, payload } => self.send(*text, payload),
            Step::Acknowledge(number) => {
                self.send(true, format!(r#"{{"type":"sequenceAck","sequenceId":{number}}}"#).as_bytes())
            }
            Step::Message => {
                let send = service.prepare(&SendToConnection::new(&*self.id, Message::text("x"))).expect("a request");
                assert_eq!(service.call(&send).status, 202);
                true
            }
            Step::Cut => {
                self.socket = WebSocket::recover(service, &self.id, &self.token, PROTOCOL);
                self.send(true, br#"{"type":"ping"}"#)
            }
        }
    }
}

fuzz_target!(|steps: Vec<Step>| {
    WORLD.with_borrow_mut(|World { service, client }| {
        let mut current = client.take().unwrap_or_else(|| Client::connect(service));
        for step in steps.iter().take(16) {
            if !current.perform(step, service) {
                // It was closed for a frame, or for too many messages.
                let question = service.prepare(&ConnectionExists::new(&*current.id)).expect("a request");
                assert_eq!(service.call(&question).status, 404, "{step:?}");
                return;
            }
        }
        *client = Some(current);
    });
});
