//! One HTTP/2 connection: reads requests, and performs the fault of each.

mod begin;
mod fault;
mod finish;
mod frames;

use crate::transport::TlsSocket;
use crate::{Effect, Ledger};
use fault::Http2Fault;
use frames::{ACK, DATA, END_STREAM, Frame, Frames, GOAWAY, HEADERS, MAX_CONCURRENT_STREAMS, PING, RST_STREAM};
use frames::{SETTINGS, WINDOW_UPDATE};
use std::collections::BTreeMap;
use std::io;
use std::time::Instant;

const DEFAULT_WINDOW: u32 = 65_535;
const LARGEST_STREAM: u32 = 0x7FFF_FFFF;
const NO_ERROR: u32 = 0;
const REFUSED_STREAM: u32 = 7;

struct Connection<'a> {
    frames: Frames,
    seed: u64,
    number: u64,
    ledger: &'a Ledger,
    streams: BTreeMap<u32, Stream>,
    /// The last stream whose request was processed.
    last: u32,
    /// The last stream that a GOAWAY allows.
    bound: u32,
    due: Vec<(Instant, Due)>,
}

/// A stream without a complete response.
#[derive(Default)]
struct Stream {
    /// The data, until it tells the message.
    start: Vec<u8>,
    request: Option<Request>,
}

#[derive(Clone, Copy)]
struct Request {
    message: u32,
    fault: Http2Fault,
}

#[derive(Clone, Copy)]
enum Due {
    /// The end of a [`Fault::Stall`].
    Respond {
        stream: u32,
        message: u32,
        effect: Effect,
    },
    OpenWindows,
}

pub(crate) fn serve(socket: TlsSocket, seed: u64, number: u64, ledger: &Ledger) -> io::Result<()> {
    let frames = Frames::accept(socket)?;
    let (streams, due) = (BTreeMap::new(), Vec::new());
    let mut connection = Connection { frames, seed, number, ledger, streams, last: 0, bound: LARGEST_STREAM, due };
    let ended = connection.serve();
    // The client sees the end now; what is due happens nevertheless.
    let Connection { frames, due, .. } = connection;
    drop(frames);
    for (at, due) in due {
        std::thread::sleep(at.saturating_duration_since(Instant::now()));
        if let Due::Respond { message, effect: Effect::After, .. } = due {
            ledger.accepted(message);
        }
    }
    ended
}

impl Connection<'_> {
    fn serve(&mut self) -> io::Result<()> {
        self.frames.write_setting(MAX_CONCURRENT_STREAMS, Http2Fault::max_streams(self.seed, self.number))?;
        loop {
            // All take equally long but `OpenWindows`, which ends a little early or late.
            let next = self.due.first().map(|(at, _)| *at);
            if let Some(frame) = self.frames.read(next)? {
                self.receive(frame)?;
            } else {
                let (_, due) = self.due.remove(0);
                self.perform(due)?;
            }
        }
    }

    fn receive(&mut self, frame: Frame) -> io::Result<()> {
        let Frame { kind, flags, stream, payload } = frame;
        match kind {
            SETTINGS if flags == 0 => self.frames.write(SETTINGS, ACK, 0, &[]),
            PING if flags == 0 => self.frames.write(PING, ACK, 0, &payload),
            HEADERS if stream > self.bound => Ok(()),
            HEADERS if flags & END_STREAM != 0 => Err(invalid("not a send")),
            HEADERS if Http2Fault::refuses_head(self.seed, self.number, stream) => {
                self.ledger.count_fault("stream refused at the head");
                self.reset_stream(stream, REFUSED_STREAM)
            }
            HEADERS => {
                self.streams.insert(stream, Stream::default());
                Ok(())
            }
            RST_STREAM => {
                self.streams.remove(&stream);
                Ok(())
            }
            DATA => self.data(stream, &payload, flags & END_STREAM != 0),
            _ => Ok(()),
        }
    }

    /// So that the client can send as much again; on stream 0, in all.
    fn give_room(&mut self, stream: u32, data: &[u8]) -> io::Result<()> {
        match u32::try_from(data.len()) {
            Ok(length @ 1..) => self.frames.write(WINDOW_UPDATE, 0, stream, &length.to_be_bytes()),
            _ => Ok(()),
        }
    }

    fn reset_stream(&mut self, stream: u32, code: u32) -> io::Result<()> {
        self.streams.remove(&stream);
        self.frames.write(RST_STREAM, 0, stream, &code.to_be_bytes())
    }

    /// From now on, streams after `last` are ignored.
    fn go_away(&mut self, last: u32) -> io::Result<()> {
        self.bound = last;
        self.streams.retain(|stream, _| *stream <= last);
        self.frames.write(GOAWAY, 0, 0, &[last.to_be_bytes(), NO_ERROR.to_be_bytes()].concat())
    }
}

fn invalid(what: &'static str) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, what)
}
