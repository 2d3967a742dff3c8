//! What a connection and a delivery cost the emulator, beside the least server.

use std::io;
use std::time::{Duration, Instant};

use bytes::Bytes;
use tokio::task::JoinSet;
use webpubsub_core::operations::SendToAll;
use webpubsub_core::{ClientAccess, Message};

use crate::{Baseline, Frame, Process, Publisher, Service, WebSocket};

/// Connections that are opened before the measurement, so that what all share is there.
const WARM_UP: usize = 200;
/// Calls that are under way at the same time.
const PUBLISHERS: usize = 16;

/// What is measured.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Target {
    /// The emulator, with clients of this subprotocol.
    Emulator(&'static str),
    /// The least server.
    Baseline,
}

/// The result of a fan-out.
#[derive(Clone, Copy, Debug)]
pub struct FanOut {
    /// Messages that reached a client.
    pub deliveries: usize,
    /// The CPU time of the server.
    pub cpu: Duration,
    /// The time from the first call to the last delivery.
    pub wall: Duration,
}

impl FanOut {
    /// The CPU time of one delivery.
    #[must_use]
    pub fn each(&self) -> Duration {
        self.cpu / u32::try_from(self.deliveries.max(1)).unwrap_or(u32::MAX)
    }
}

/// The memory of one of so many idle connections, in bytes.
pub async fn memory(target: Target, connections: usize) -> io::Result<u64> {
    let process = start(target)?;
    let mut all = connect(&process, target, WARM_UP).await?;
    let before = process.memory()?;
    all.extend(connect(&process, target, connections).await?);
    let after = process.memory()?;
    Ok(after.saturating_sub(before) / connections as u64)
}

/// Sends messages to so many clients, from several callers at once.
pub async fn fan_out(target: Target, clients: usize, messages: usize) -> io::Result<FanOut> {
    let process = start(target)?;
    let clients = connect(&process, target, clients).await?;
    let frame = frame();
    let count = clients.len();
    let mut readers = JoinSet::new();
    for mut client in clients {
        let bytes = frame.len() * messages;
        readers.spawn(async move { client.skip(bytes).await });
    }
    let (cpu, begin) = (process.cpu()?, Instant::now());
    let mut publishers = JoinSet::new();
    for number in 0..PUBLISHERS {
        let share = messages / PUBLISHERS + usize::from(number < messages % PUBLISHERS);
        match target {
            Target::Emulator(_) => publishers.spawn(publish(Service::new(&process.address), share)),
            Target::Baseline => publishers.spawn(publish_there(process.address.clone(), frame.clone(), share)),
        };
    }
    for result in publishers.join_all().await.into_iter().chain(readers.join_all().await) {
        result?;
    }
    Ok(FanOut { deliveries: count * messages, cpu: process.cpu()?.saturating_sub(cpu), wall: begin.elapsed() })
}

fn start(target: Target) -> io::Result<Process> {
    match target {
        Target::Emulator(_) => Process::emulator(),
        Target::Baseline => Process::baseline(),
    }
}

async fn connect(process: &Process, target: Target, count: usize) -> io::Result<Vec<WebSocket>> {
    let service = match target {
        Target::Emulator(_) => Service::new(&process.address),
        Target::Baseline => Service::at(&process.address),
    };
    let path = service.client_path(&ClientAccess::new());
    let mut clients = Vec::with_capacity(count);
    for _ in 0..count {
        let Target::Emulator(protocol) = target else {
            clients.push(WebSocket::connect(&service, &path, None).await?);
            continue;
        };
        let mut client = WebSocket::connect(&service, &path, Some(protocol)).await?;
        if !matches!(client.next().await?, Frame::Message(_)) {
            return Err(io::ErrorKind::InvalidData.into());
        }
        clients.push(client);
    }
    Ok(clients)
}

/// The text of each message.
fn text() -> String {
    "x".repeat(100)
}

/// A message as the JSON protocol has it: what the least server sends too.
fn frame() -> Bytes {
    let json = format!(r#"{{"type":"message","from":"server","dataType":"text","data":"{}"}}"#, text());
    let length = u16::try_from(json.len()).unwrap_or(u16::MAX);
    [&[0x81, 126], &length.to_be_bytes()[..], json.as_bytes()].concat().into()
}

async fn publish(service: Service, messages: usize) -> io::Result<()> {
    let mut publisher = Publisher::connect(&service).await?;
    for _ in 0..messages {
        let status = publisher.call(&SendToAll::new(Message::text(text()))).await?;
        if status != 202 {
            return Err(io::Error::other(format!("{status}")));
        }
    }
    Ok(())
}

async fn publish_there(address: String, frame: Bytes, messages: usize) -> io::Result<()> {
    let mut baseline = Baseline::connect(address.parse().map_err(io::Error::other)?).await?;
    for _ in 0..messages {
        baseline.publish(&frame).await?;
    }
    Ok(())
}
