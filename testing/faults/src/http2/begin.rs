//! A request arrives: the faults that do not wait for all of it.

use super::fault::Http2Fault;
use super::frames::{END_STREAM, INITIAL_WINDOW_SIZE};
use super::{Connection, Due, NO_ERROR, REFUSED_STREAM, Request, Stream, invalid};
use crate::Fault;
use crate::transport::Socket;
use std::io;
use std::time::{Duration, Instant};

/// For how long [`Http2Fault::CloseWindows`] lasts.
const CLOSED: Duration = Duration::from_millis(150);

impl Connection<'_> {
    pub(super) fn data(&mut self, stream: u32, data: &[u8], end: bool) -> io::Result<()> {
        self.give_room(0, data)?;
        let Some(open) = self.streams.get_mut(&stream) else { return Ok(()) };
        if open.request.is_none() {
            open.start.extend_from_slice(data);
            if let Some((message, attempt)) = identity(&open.start) {
                self.begin(stream, message, attempt, !end)?;
            } else if end {
                return Err(invalid("a message without its number"));
            }
        }
        match self.streams.get(&stream) {
            Some(Stream { request: Some(Request { fault: Http2Fault::StallWindow, .. }), .. }) | None => Ok(()),
            Some(Stream { request: Some(request), .. }) if end => self.finish(stream, *request),
            Some(_) => self.give_room(stream, data),
        }
    }

    /// The beginning of a request arrived. A stream that is not processed any further is removed.
    fn begin(&mut self, stream: u32, message: u32, attempt: u32, is_partial: bool) -> io::Result<()> {
        let mut fault = Http2Fault::draw(self.seed, message, attempt, is_partial);
        if matches!(fault, Http2Fault::GoAway | Http2Fault::GoAwayAndClose) && stream < self.last {
            fault = Http2Fault::Common { fault: Fault::draw(self.seed, message, attempt), cuts: false };
        }
        self.ledger.count_fault(fault.name());
        match fault {
            Http2Fault::Refuse => return self.reset_stream(stream, REFUSED_STREAM),
            Http2Fault::GoAway => return self.go_away(self.last),
            Http2Fault::GoAwayAndClose => {
                self.go_away(self.last)?;
                self.frames.socket.announce_end();
                return Err(io::ErrorKind::ConnectionAborted.into());
            }
            _ => {}
        }
        self.ledger.read(message, attempt);
        self.last = self.last.max(stream);
        if let Some(open) = self.streams.get_mut(&stream) {
            open.request = Some(Request { message, fault });
        }
        match fault {
            Http2Fault::Common { fault: Fault::ResetAfterHead, cuts } => self.reset(stream, message, cuts),
            Http2Fault::RespondEarly => {
                self.frames.write_head(stream, 429, "", END_STREAM)?;
                self.reset_stream(stream, NO_ERROR)
            }
            Http2Fault::Announce => self.go_away(self.bound),
            Http2Fault::CloseWindows => {
                self.due.push((Instant::now() + CLOSED, Due::OpenWindows));
                self.frames.write_setting(INITIAL_WINDOW_SIZE, 0)
            }
            _ => Ok(()),
        }
    }
}

/// The numbers of message and attempt at the beginning of a body, if it has arrived.
fn identity(start: &[u8]) -> Option<(u32, u32)> {
    let mut words = start.split(|byte| *byte == b' ');
    let (message, attempt) = (words.next()?, words.next()?);
    words.next()?;
    let number = |word| std::str::from_utf8(word).ok()?.parse().ok();
    Some((number(message)?, number(attempt)?))
}
