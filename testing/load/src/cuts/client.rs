//! A reliable client that breaks its connection off as planned, and recovers it.

use std::collections::VecDeque;
use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};

use serde_json::{Value, json};
use webpubsub_core::ClientAccess;

use super::dice::Dice;
use super::report::Report;
use crate::{Frame, Service, WebSocket};

const PROTOCOL: &str = "json.reliable.webpubsub.azure.v1";
/// How many messages are acknowledged at once, at most.
const ACK_EVERY: usize = 100;

/// A client of a group, and its plan.
pub(super) struct Client {
    pub(super) service: Arc<Service>,
    pub(super) group: String,
    pub(super) messages: usize,
    /// After how many messages the connection breaks, in order.
    pub(super) cuts: VecDeque<usize>,
    pub(super) dice: Dice,
    /// What it has acknowledged, for the publisher.
    pub(super) acknowledged: Arc<AtomicU64>,
}

/// What a client knows of its connection.
struct Connection {
    socket: WebSocket,
    id: String,
    token: String,
    /// The largest sequence id that was received.
    largest: u64,
}

impl Client {
    /// Connects; the returned future receives all messages.
    pub(super) async fn start(self) -> io::Result<impl Future<Output = io::Result<Report>>> {
        let access = ClientAccess::new().group(&*self.group);
        let mut socket = WebSocket::connect(&self.service, &self.service.client_path(&access), Some(PROTOCOL)).await?;
        let connected = json(socket.next().await?)?;
        let text = |name: &str| connected[name].as_str().map(str::to_owned).ok_or_else(|| invalid(&connected));
        let connection =
            Connection { id: text("connectionId")?, token: text("reconnectionToken")?, socket, largest: 0 };
        Ok(self.receive(connection))
    }

    async fn receive(mut self, mut connection: Connection) -> io::Result<Report> {
        let mut report = Report { clients: 1, ..Report::default() };
        while report.deliveries < self.messages {
            while self.cuts.pop_front_if_reached(report.deliveries) {
                connection = self.cut(connection).await?;
                report.cuts += 1;
                report.recoveries += 1;
            }
            let frame = json(connection.socket.next().await?)?;
            let Some(sequence) = frame["sequenceId"].as_u64() else { continue };
            if sequence <= connection.largest {
                report.replayed += 1;
                continue;
            }
            let expected = report.deliveries.to_string();
            if sequence != connection.largest + 1 || frame["data"] != *expected {
                report.violations.push(format!("{expected} was to come in {}: {frame}", self.group));
            }
            connection.largest = sequence;
            report.deliveries += 1;
            if self.dice.throw(ACK_EVERY) == 0 || report.deliveries == self.messages {
                self.acknowledge(&mut connection).await?;
            }
        }
        Ok(report)
    }

    async fn acknowledge(&self, connection: &mut Connection) -> io::Result<()> {
        let frame = json!({"type": "sequenceAck", "sequenceId": connection.largest});
        connection.socket.text(&frame.to_string()).await?;
        self.acknowledged.store(connection.largest, Relaxed);
        Ok(())
    }

    /// Breaks the connection off in one of several ways, and recovers it.
    async fn cut(&mut self, old: Connection) -> io::Result<Connection> {
        let Connection { socket, id, token, largest } = old;
        let path = self.service.recovery_path(&id, &token);
        let mut kept = None;
        match self.dice.throw(4) {
            // In the middle of a frame that it sends.
            0 => drop(socket.half_a_text(r#"{"type":"sequenceAck","sequenceId":1}"#).await),
            // The old connection stays open: the new one takes its place.
            1 => kept = Some(socket),
            // The first attempt to recover breaks off as well.
            2 => {
                drop(socket);
                drop(WebSocket::connect(&self.service, &path, Some(PROTOCOL)).await?);
            }
            // Whatever is under way, mostly in the middle of frames that it receives.
            _ => drop(socket),
        }
        let socket = WebSocket::connect(&self.service, &path, Some(PROTOCOL)).await?;
        drop(kept);
        Ok(Connection { socket, id, token, largest })
    }
}

trait Reached {
    fn pop_front_if_reached(&mut self, count: usize) -> bool;
}

impl Reached for VecDeque<usize> {
    fn pop_front_if_reached(&mut self, count: usize) -> bool {
        self.front().is_some_and(|&first| first <= count) && self.pop_front().is_some()
    }
}

fn json(frame: Frame) -> io::Result<Value> {
    match frame {
        Frame::Message(text) => serde_json::from_slice(&text).map_err(io::Error::other),
        Frame::Close(code) => Err(io::Error::other(format!("closed with {code}"))),
    }
}

fn invalid(frame: &Value) -> io::Error {
    io::Error::other(format!("unexpected: {frame}"))
}
