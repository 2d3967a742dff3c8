//! What follows once a request was read in full.

use super::frames::{DATA, END_STREAM, INITIAL_WINDOW_SIZE, head};
use super::{Connection, DEFAULT_WINDOW, Due, Http2Fault, Request};
use crate::accept::reset;
use crate::http1::STALL;
use crate::transport::Socket;
use crate::{Dice, Effect, Fault};
use std::io;
use std::time::Instant;

const INTERNAL_ERROR: u32 = 2;

/// None of them says that the request was not processed: `NO_ERROR`, `PROTOCOL_ERROR`, `INTERNAL_ERROR`,
/// `STREAM_CLOSED`, `CANCEL`, `ENHANCE_YOUR_CALM`, `HTTP_1_1_REQUIRED`, and one that is not assigned.
const CODES: [u32; 8] = [0, 1, 2, 5, 8, 11, 13, 99];

impl Connection<'_> {
    pub(super) fn finish(&mut self, stream: u32, Request { message, fault }: Request) -> io::Result<()> {
        let Http2Fault::Common { fault, cuts } = fault else { return self.accept(stream, message) };
        match fault {
            Fault::Accept => self.accept(stream, message),
            Fault::AcceptAndClose => {
                self.accept(stream, message)?;
                if cuts { self.close() } else { Ok(()) }
            }
            Fault::Respond(status, fields, effect) => {
                self.accept_if(effect, message);
                self.respond(stream, status, fields)
            }
            Fault::ResetAfterHead => Ok(()),
            Fault::Reset(effect) => {
                self.accept_if(effect, message);
                self.reset(stream, message, cuts)
            }
            Fault::Close(effect) => {
                self.accept_if(effect, message);
                if cuts { self.close() } else { self.reset(stream, message, false) }
            }
            Fault::Stall(effect) => {
                self.accept_if(effect, message);
                self.due.push((Instant::now() + STALL, Due::Respond { stream, message, effect }));
                Ok(())
            }
            Fault::CutHead(effect) => {
                self.accept_if(effect, message);
                if cuts {
                    let head = head(stream, status(effect), "", END_STREAM);
                    self.frames.write_bytes(&head[..head.len() / 2])?;
                    return self.close();
                }
                self.frames.write_head(stream, 103, "", 0)?;
                self.reset(stream, message, false)
            }
            Fault::CutBody(effect) => {
                self.accept_if(effect, message);
                self.frames.write_head(stream, status(effect), "content-length: 10\r\n", 0)?;
                self.frames.write(DATA, 0, stream, b"half")?;
                if cuts { self.close() } else { self.reset_stream(stream, INTERNAL_ERROR) }
            }
        }
    }

    pub(super) fn perform(&mut self, due: Due) -> io::Result<()> {
        match due {
            Due::OpenWindows => self.frames.write_setting(INITIAL_WINDOW_SIZE, DEFAULT_WINDOW),
            Due::Respond { stream, message, effect } => {
                if effect == Effect::After {
                    self.ledger.accepted(message);
                }
                // Unless the client has reset it.
                if self.streams.contains_key(&stream) { self.respond(stream, status(effect), "") } else { Ok(()) }
            }
        }
    }

    /// Ends the stream without a response, or the whole connection.
    pub(super) fn reset(&mut self, stream: u32, message: u32, connection: bool) -> io::Result<()> {
        if connection {
            reset(self.frames.socket.tcp());
            return self.close();
        }
        self.reset_stream(stream, Dice::new(self.seed, 8, u64::from(message)).one_of(&CODES))
    }

    #[allow(clippy::unused_self)] // It drops the connection.
    fn close(&mut self) -> io::Result<()> {
        Err(io::ErrorKind::ConnectionAborted.into())
    }

    fn accept(&mut self, stream: u32, message: u32) -> io::Result<()> {
        self.ledger.accepted(message);
        self.respond(stream, 202, "")
    }

    fn accept_if(&self, effect: Effect, message: u32) {
        if effect == Effect::Before {
            self.ledger.accepted(message);
        }
    }

    fn respond(&mut self, stream: u32, status: u16, fields: &str) -> io::Result<()> {
        self.streams.remove(&stream);
        self.frames.write_head(stream, status, fields, END_STREAM)
    }
}

fn status(effect: Effect) -> u16 {
    if effect == Effect::None { 500 } else { 202 }
}
