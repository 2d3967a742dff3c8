//! Reads requests, byte for byte.

use crate::server::Head;
use std::io::{self, BufRead, BufReader, Read};
use std::net::TcpStream;

/// The maximum size of a head and of a body.
const MAX_HEAD_SIZE: u64 = 128 * 1_024;
const MAX_BODY_SIZE: u64 = 64 * 1_024 * 1_024;

/// The head of the next request; `None` when the client closed the connection before one.
pub(super) fn read_head(stream: &mut BufReader<TcpStream>, connection: u64) -> io::Result<Option<Head>> {
    let mut limited = stream.take(MAX_HEAD_SIZE);
    let Some(line) = read_line(&mut limited)? else { return Ok(None) };
    let mut parts = line.split(' ');
    let (Some(method), Some(target), Some(_version), None) = (parts.next(), parts.next(), parts.next(), parts.next())
    else {
        return Err(io::Error::other("invalid request line"));
    };
    let mut head = Head { method: method.to_owned(), target: target.to_owned(), headers: Vec::new(), connection };
    loop {
        let line = read_line(&mut limited)?.ok_or(io::ErrorKind::UnexpectedEof)?;
        if line.is_empty() {
            return Ok(Some(head));
        }
        let (name, value) = line.split_once(':').ok_or_else(|| io::Error::other("invalid header line"))?;
        head.headers.push((name.to_owned(), value.trim_matches([' ', '\t']).to_owned()));
    }
}

/// The body as its head announces it.
pub(super) fn read_body(stream: &mut BufReader<TcpStream>, head: &Head) -> io::Result<Vec<u8>> {
    let mut body = Vec::new();
    if head.header("transfer-encoding").is_some_and(|value| value.eq_ignore_ascii_case("chunked")) {
        loop {
            let line = read_line(stream)?.ok_or(io::ErrorKind::UnexpectedEof)?;
            let size = line.split(';').next().and_then(|size| u64::from_str_radix(size.trim(), 16).ok());
            let size =
                size.filter(|size| *size <= MAX_BODY_SIZE).ok_or_else(|| io::Error::other("invalid chunk size"))?;
            stream.take(size).read_to_end(&mut body)?;
            // The line end after the chunk, or after the trailer section, which is empty.
            read_line(stream)?;
            if size == 0 {
                return Ok(body);
            }
        }
    }
    let length = head.header("content-length").map_or(Ok(0), str::parse::<u64>).map_err(io::Error::other)?;
    if length > MAX_BODY_SIZE {
        return Err(io::Error::other("the body is too long"));
    }
    stream.take(length).read_to_end(&mut body)?;
    if body.len() as u64 == length { Ok(body) } else { Err(io::ErrorKind::UnexpectedEof.into()) }
}

/// A line without its line end, each byte as one character; `None` at the end of the stream.
fn read_line(stream: &mut impl BufRead) -> io::Result<Option<String>> {
    let mut line = Vec::new();
    stream.read_until(b'\n', &mut line)?;
    if line.pop() != Some(b'\n') {
        return if line.is_empty() { Ok(None) } else { Err(io::ErrorKind::UnexpectedEof.into()) };
    }
    line.pop_if(|byte| *byte == b'\r');
    Ok(Some(line.into_iter().map(char::from).collect()))
}
