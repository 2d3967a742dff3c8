//! Thousands of idle connections, and a fan-out to members of which some do not read.

use std::fmt;
use std::io;
use std::time::{Duration, Instant};

use tokio::task::JoinSet;
use webpubsub_core::operations::SendToGroup;
use webpubsub_core::{ClientAccess, Message};

use crate::{Frame, Process, Publisher, Service, WebSocket};

const PROTOCOL: &str = "json.webpubsub.azure.v1";
const GROUP: &str = "members";
/// The size of a message: the kernel holds some hundreds for a client that does not read, and its queue a thousand.
const SIZE: usize = 4096;

/// A run.
#[derive(Clone, Copy, Debug)]
pub struct SlowReaders {
    /// Connections that do nothing.
    pub idle: usize,
    /// Connections in the group.
    pub members: usize,
    /// Members that do not read.
    pub slow: usize,
    /// Messages to the group.
    pub messages: usize,
}

/// What a run was like.
#[derive(Clone, Copy, Debug)]
pub struct SlowReport {
    /// The memory of each idle connection, in bytes.
    pub idle_memory: u64,
    /// The memory of each member before the messages, in bytes.
    pub member_memory: u64,
    /// The memory of the emulator when all messages were received, shared by the members that do not read.
    pub slow_memory: u64,
    /// Members that read, and received all messages in order.
    pub complete: usize,
    /// Members that do not read, and were closed with 1008, which reaches whoever reads within five seconds.
    pub closed: usize,
    /// Members that do not read, and whose connection ended without a close frame.
    pub cut: usize,
    /// How long all of it took, from the first call to the last message.
    pub took: Duration,
    /// The longest time from a call to the message at a member that reads.
    pub longest: Duration,
}

impl fmt::Display for SlowReport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { idle_memory, member_memory, slow_memory, complete, closed, cut, took, longest } = self;
        writeln!(f, "memory: {idle_memory} bytes for each idle connection, {member_memory} for each member,")?;
        writeln!(f, "        {slow_memory} more for each slow member after the messages")?;
        writeln!(f, "{complete} members received everything in {took:.1?}, each message within {longest:.1?}")?;
        write!(f, "{closed} slow members were closed with 1008, {cut} read too late even for that")
    }
}

/// Runs it against an emulator of its own.
pub async fn slow_readers(run: SlowReaders) -> io::Result<SlowReport> {
    let process = Process::emulator()?;
    let service = Service::new(&process.address);
    let warm_up = connect(&service, 200, &ClientAccess::new(), false).await?;
    let before = process.memory()?;
    let idle = connect(&service, run.idle, &ClientAccess::new(), false).await?;
    let with_idle = process.memory()?;
    let access = ClientAccess::new().group(GROUP);
    let fast = connect(&service, run.members - run.slow, &access, false).await?;
    let slow = connect(&service, run.slow, &access, true).await?;
    let with_members = process.memory()?;

    let begin = Instant::now();
    let mut readers = JoinSet::new();
    for client in fast {
        readers.spawn(read_all(client, run.messages, begin));
    }
    let mut publisher = Publisher::connect(&service).await?;
    for number in 0..run.messages {
        let start = format!("{number} {} ", begin.elapsed().as_micros());
        let text = format!("{start}{}", "x".repeat(SIZE - start.len()));
        let status = publisher.call(&SendToGroup::new(GROUP, Message::text(text))).await?;
        if status != 202 {
            return Err(io::Error::other(format!("{status} for message {number}")));
        }
    }
    let longest = readers.join_all().await.into_iter().collect::<io::Result<Vec<Duration>>>()?;
    let (took, at_end) = (begin.elapsed(), process.memory()?);
    let mut last = Vec::new();
    for client in slow {
        last.push(last_code(client).await);
    }
    drop((warm_up, idle));
    let each = |more: u64, less: u64, count: usize| more.saturating_sub(less) / count.max(1) as u64;
    Ok(SlowReport {
        idle_memory: each(with_idle, before, run.idle),
        member_memory: each(with_members, with_idle, run.members),
        slow_memory: each(at_end, with_members, run.slow),
        complete: longest.len(),
        closed: last.iter().filter(|code| **code == Some(1008)).count(),
        cut: last.iter().filter(|code| code.is_none()).count(),
        took,
        longest: longest.into_iter().max().unwrap_or_default(),
    })
}

async fn connect(service: &Service, count: usize, access: &ClientAccess, narrow: bool) -> io::Result<Vec<WebSocket>> {
    let path = service.client_path(access);
    let mut clients = Vec::with_capacity(count);
    for _ in 0..count {
        let mut client = if narrow {
            WebSocket::connect_narrow(service, &path, Some(PROTOCOL)).await?
        } else {
            WebSocket::connect(service, &path, Some(PROTOCOL)).await?
        };
        client.next().await?;
        clients.push(client);
    }
    Ok(clients)
}

/// Reads all messages, which must come in order; the longest time that one took.
async fn read_all(mut client: WebSocket, messages: usize, begin: Instant) -> io::Result<Duration> {
    let mut longest = Duration::ZERO;
    for expected in 0..messages {
        let Frame::Message(frame) = client.next().await? else { return Err(io::Error::other("closed")) };
        let text = String::from_utf8_lossy(&frame);
        let (_, data) = text.split_once(r#""data":""#).ok_or(io::ErrorKind::InvalidData)?;
        let mut words = data.split(' ').map(str::parse::<u64>);
        let (Some(Ok(number)), Some(Ok(sent))) = (words.next(), words.next()) else {
            return Err(io::ErrorKind::InvalidData.into());
        };
        if number != expected as u64 {
            return Err(io::Error::other(format!("{number} in the place of {expected}")));
        }
        longest = longest.max(begin.elapsed().saturating_sub(Duration::from_micros(sent)));
    }
    Ok(longest)
}

/// Reads to the end: the code of the close frame, if there is one.
async fn last_code(mut client: WebSocket) -> Option<u16> {
    loop {
        match client.next().await {
            Ok(Frame::Close(code)) => return Some(code),
            Ok(Frame::Message(_)) => {}
            Err(_) => return None,
        }
    }
}
