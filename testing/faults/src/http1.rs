//! One connection: reads requests, and performs the fault of each.

use crate::accept::reset;
use crate::transport::Socket;
use crate::{Effect, Fault, Ledger};
use std::io::{self, BufRead, BufReader, Read};
use std::time::Duration;

/// The delay of a response by [`Fault::Stall`].
pub(crate) const STALL: Duration = Duration::from_millis(200);

const ACCEPTED: &[u8] = b"HTTP/1.1 202 Accepted\r\ncontent-length: 0\r\n\r\n";
const FAILED: &[u8] = b"HTTP/1.1 500 Not accepted\r\ncontent-length: 0\r\n\r\n";

pub(crate) fn serve(stream: impl Socket, seed: u64, ledger: &Ledger) -> io::Result<()> {
    let mut stream = BufReader::new(stream);
    loop {
        let Head { message, attempt, length } = read_head(&mut stream)?;
        ledger.read(message, attempt);
        let fault = Fault::draw(seed, message, attempt);
        ledger.count_fault(fault.name());
        if fault == Fault::ResetAfterHead {
            reset(stream.get_ref().tcp());
            return Ok(());
        }
        let mut body = vec![0; length];
        stream.read_exact(&mut body)?;
        if !body.starts_with(format!("{message} {attempt} ").as_bytes()) {
            return Err(invalid("the body of another message"));
        }
        let accept_if = |now, effect| {
            if now == effect {
                ledger.accepted(message);
            }
        };
        let out = stream.get_mut();
        match fault {
            Fault::Accept | Fault::AcceptAndClose => {
                ledger.accepted(message);
                out.write_all(ACCEPTED)?;
                out.flush()?;
                if fault == Fault::AcceptAndClose {
                    out.announce_end();
                    return Ok(());
                }
            }
            Fault::Respond(status, headers, effect) => {
                accept_if(Effect::Before, effect);
                out.write_all(format!("HTTP/1.1 {status} So\r\n{headers}content-length: 0\r\n\r\n").as_bytes())?;
            }
            Fault::ResetAfterHead => return Ok(()),
            Fault::Reset(effect) => {
                accept_if(Effect::Before, effect);
                reset(out.tcp());
                return Ok(());
            }
            Fault::Close(effect) => {
                accept_if(Effect::Before, effect);
                return Ok(());
            }
            Fault::Stall(effect) => {
                accept_if(Effect::Before, effect);
                std::thread::sleep(STALL);
                accept_if(Effect::After, effect);
                out.write_all(if effect == Effect::None { FAILED } else { ACCEPTED })?;
            }
            Fault::CutHead(effect) => {
                accept_if(Effect::Before, effect);
                return out.write_all(&if effect == Effect::None { FAILED } else { ACCEPTED }[..30]);
            }
            Fault::CutBody(effect) => {
                accept_if(Effect::Before, effect);
                let status = if effect == Effect::None { 500 } else { 202 };
                return write!(out, "HTTP/1.1 {status} So\r\ncontent-length: 10\r\n\r\nhalf");
            }
        }
    }
}

/// The parts of a request's head that the server uses.
struct Head {
    message: u32,
    attempt: u32,
    length: usize,
}

fn read_head(stream: &mut impl BufRead) -> io::Result<Head> {
    let (mut message, mut attempt, mut length) = (None, None, Some(0));
    let mut first = String::new();
    stream.read_line(&mut first)?;
    if !first.starts_with("POST ") {
        return Err(invalid("not a send, or the end of the stream"));
    }
    loop {
        let mut line = String::new();
        stream.read_line(&mut line)?;
        if line == "\r\n" {
            break;
        }
        let (name, value) = line.split_once(':').ok_or_else(|| invalid("invalid header line"))?;
        match name.to_ascii_lowercase().as_str() {
            "x-ms-client-request-id" => message = value.trim().parse().ok(),
            "x-attempt" => attempt = value.trim().parse().ok(),
            "content-length" => length = value.trim().parse().ok(),
            _ => {}
        }
    }
    match (message, attempt, length) {
        (Some(message), Some(attempt), Some(length)) => Ok(Head { message, attempt, length }),
        _ => Err(invalid("a header of the run is missing")),
    }
}

fn invalid(what: &'static str) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, what)
}
