//! Writes responses, correct or broken.

use crate::server::action::MAX_SILENCE;
use crate::server::{Action, Body, Head, Then};
use socket2::SockRef;
use std::io::{self, Read, Write};
use std::net::TcpStream;
use std::thread::sleep;
use std::time::Duration;

/// Whether another request may come.
pub(super) enum Next {
    Keep,
    End,
}

/// Performs an action. An error means that the client closed the connection before the end.
pub(super) fn act(stream: &mut TcpStream, head: &Head, action: Action) -> io::Result<Next> {
    match action {
        Action::Respond { after, status, headers, body, then } => {
            sleep(after);
            let start = response_head(status, &headers, &body, then)?;
            if head.method == "HEAD" {
                stream.write_all(&start)?;
            } else {
                write_body(stream, start, &body)?;
            }
            let cut = matches!(body, Body::Cut(_) | Body::CutChunks(_));
            return Ok(if then == Then::Keep && !cut { Next::Keep } else { Next::End });
        }
        Action::Reset => {
            // Without lingering the kernel discards unsent and unread bytes, and resets the connection.
            SockRef::from(&*stream).set_linger(Some(Duration::ZERO))?;
        }
        Action::Hang => hang(stream)?,
        Action::Garbage => stream.write_all(b"\x16\x03\x01 this is not HTTP\r\n\r\n")?,
        Action::Close | Action::RefuseStream => {}
    }
    Ok(Next::End)
}

/// An error means that the client closed the connection; it did not if the time is over.
fn hang(stream: &mut TcpStream) -> io::Result<()> {
    stream.set_read_timeout(Some(MAX_SILENCE))?;
    loop {
        match stream.read(&mut [0; 4_096]) {
            Ok(0) => return Err(io::ErrorKind::UnexpectedEof.into()),
            Ok(_) => {}
            Err(error) if matches!(error.kind(), io::ErrorKind::WouldBlock | io::ErrorKind::TimedOut) => return Ok(()),
            Err(error) => return Err(error),
        }
    }
}

fn response_head(status: u16, headers: &[(&'static str, String)], body: &Body, then: Then) -> io::Result<Vec<u8>> {
    let mut start = Vec::new();
    if let Body::Hinted(_) = body {
        write!(start, "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nlink: </x>; rel=preload\r\n\r\n")?;
    }
    write!(start, "HTTP/1.1 {status} Reason\r\n")?;
    for (name, value) in headers {
        write!(start, "{name}: {value}\r\n")?;
    }
    match body {
        Body::Whole(_) if status == 204 => {}
        Body::Whole(bytes) | Body::Drip(bytes) | Body::Hinted(bytes) => {
            write!(start, "content-length: {}\r\n", bytes.len())?;
        }
        Body::Cut(bytes) => write!(start, "content-length: {}\r\n", bytes.len() * 2)?,
        Body::Chunks(_) | Body::CutChunks(_) | Body::Endless => write!(start, "transfer-encoding: chunked\r\n")?,
        Body::UntilClose(_) => {}
    }
    if then == Then::Close {
        write!(start, "connection: close\r\n")?;
    }
    write!(start, "\r\n")?;
    Ok(start)
}

fn write_body(stream: &mut TcpStream, mut start: Vec<u8>, body: &Body) -> io::Result<()> {
    match body {
        // In one write, so that a client that closes after the response does not count as one that closed before it.
        Body::Whole(bytes) | Body::Hinted(bytes) | Body::Cut(bytes) | Body::UntilClose(bytes) => {
            start.extend_from_slice(bytes);
            stream.write_all(&start)
        }
        Body::Drip(bytes) => {
            stream.write_all(&start)?;
            bytes.iter().try_for_each(|byte| {
                sleep(Duration::from_millis(5));
                stream.write_all(&[*byte])
            })
        }
        Body::Chunks(bytes) => {
            stream.write_all(&start)?;
            bytes.chunks(50_000).try_for_each(|piece| chunk(stream, piece))?;
            stream.write_all(b"0\r\n\r\n")
        }
        Body::CutChunks(bytes) => {
            stream.write_all(&start)?;
            chunk(stream, bytes)
        }
        Body::Endless => {
            stream.write_all(&start)?;
            loop {
                chunk(stream, &[b'x'; 10_000])?;
            }
        }
    }
}

fn chunk(stream: &mut TcpStream, bytes: &[u8]) -> io::Result<()> {
    stream.write_all(format!("{:x}\r\n", bytes.len()).as_bytes())?;
    stream.write_all(bytes)?;
    stream.write_all(b"\r\n")
}
