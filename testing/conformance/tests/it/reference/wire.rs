//! HTTP/1.1 as a client: writes the bytes of a request, reads a response from bytes.

use super::bug::Bug;
use bytes::Bytes;
use http::{HeaderName, HeaderValue, Method, Request, Response};
use std::io;
use std::time::Duration;
use tokio::io::{AsyncBufReadExt, AsyncReadExt, BufReader};
use tokio::net::TcpStream;

/// The maximum response size: less than the contract's, so that the tests are fast; more than the largest echo.
pub(crate) const MAX_SIZE: usize = 1_100_000;

/// Why a response was not read.
pub(super) enum Unread {
    Broken(io::Error),
    Garbage,
    TooLarge,
}

impl From<io::Error> for Unread {
    fn from(error: io::Error) -> Self {
        Self::Broken(error)
    }
}

/// The bytes of a request.
pub(super) fn request(request: &Request<Bytes>, bug: Option<Bug>) -> Vec<u8> {
    let has = |wanted| bug == Some(wanted);
    let uri = request.uri();
    let mut target = uri.path_and_query().map_or("/", |target| target.as_str()).to_owned();
    if has(Bug::DecodesThePath) {
        target = target.replace("%41", "A").replace("%7e", "~");
    }
    if let (true, Some((path, query))) = (has(Bug::EncodesQuotes), target.split_once('?')) {
        target = format!("{path}?{}", query.replace('\'', "%27"));
    }
    let method =
        if has(Bug::PatchIsPost) && request.method() == Method::PATCH { "POST" } else { request.method().as_str() };
    let authority = uri.authority().map_or("", |authority| authority.as_str());
    let host = if has(Bug::HostHasNoPort) { uri.host().unwrap_or("") } else { authority };
    let mut bytes = format!("{method} {target} HTTP/1.1\r\nHost: {host}\r\n").into_bytes();
    for (name, value) in request.headers() {
        bytes.extend_from_slice(name.as_str().as_bytes());
        bytes.extend_from_slice(b": ");
        bytes.extend_from_slice(value.as_bytes());
        bytes.extend_from_slice(b"\r\n");
    }
    if has(Bug::AddsAContentType) && !request.headers().contains_key("content-type") {
        bytes.extend_from_slice(b"Content-Type: text/plain\r\n");
    }
    let body = if has(Bug::TruncatesBodies) {
        request.body().slice(..request.body().len().min(70_000))
    } else {
        request.body().clone()
    };
    let announced =
        !body.is_empty() || matches!(*request.method(), Method::POST | Method::PUT) && !has(Bug::ForgetsEmptyLengths);
    if announced {
        bytes.extend_from_slice(format!("Content-Length: {}\r\n", body.len()).as_bytes());
    }
    bytes.extend_from_slice(b"\r\n");
    bytes.extend_from_slice(&body);
    bytes
}

/// Reads a response, and whether the connection can be used again.
pub(super) async fn read_response(
    stream: &mut BufReader<TcpStream>,
    method: &Method,
    bug: Option<Bug>,
) -> Result<(Response<Bytes>, bool), Unread> {
    let has = |wanted| bug == Some(wanted);
    let max_size = match bug {
        Some(Bug::HasNoMaxSize) => 10 * MAX_SIZE,
        Some(Bug::MaxSizeIsShort) => MAX_SIZE - 1,
        _ => MAX_SIZE,
    };
    let mut response = loop {
        let response = head(stream).await?;
        if !response.status().is_informational() || has(Bug::ReturnsInterimResponses) {
            break response;
        }
    };
    let text = |name: &str| response.headers().get(name).and_then(|value| value.to_str().ok());
    let length = text("content-length").and_then(|length| length.parse::<usize>().ok());
    let mut reusable = text("connection") != Some("close");
    let bodiless = method == Method::HEAD || response.status() == 204 || response.status().is_informational();
    let mut body = Vec::new();
    if !bodiless && length.is_some_and(|length| length > max_size) {
        return Err(Unread::TooLarge);
    }
    if bodiless {
        if has(Bug::ReadsBodiesOfHead) && length.is_some_and(|length| length > 0) {
            let read = tokio::time::timeout(Duration::from_millis(20), stream.read_u8()).await;
            read.map_err(io::Error::from)??;
        }
    } else if let Some(length) = length {
        body.resize(length, 0);
        if has(Bug::EndsAtTheFirstPiece) && (1..100).contains(&length) {
            let read = stream.read(&mut body).await?;
            body.truncate(read);
        } else {
            let read = stream.read_exact(&mut body).await;
            if !has(Bug::AcceptsShortResponses) {
                read?;
            }
        }
    } else if text("transfer-encoding") == Some("chunked") {
        while let Some(piece) = chunk(stream).await? {
            body.extend_from_slice(&piece);
            if body.len() > max_size {
                return Err(Unread::TooLarge);
            }
        }
    } else if !has(Bug::UntilCloseIsEmpty) {
        stream.take(max_size as u64 + 1).read_to_end(&mut body).await?;
        reusable = false;
    }
    *response.body_mut() = body.into();
    Ok((response, reusable))
}

async fn head(stream: &mut BufReader<TcpStream>) -> Result<Response<Bytes>, Unread> {
    let line = line(stream).await?;
    let status = line.strip_prefix("HTTP/1.1 ").and_then(|rest| rest.get(..3)?.parse::<u16>().ok());
    let mut response = Response::builder().status(status.ok_or(Unread::Garbage)?).body(Bytes::new());
    let headers = response.as_mut().map_err(|_| Unread::Garbage)?.headers_mut();
    loop {
        let line = self::line(stream).await?;
        let Some((name, value)) = line.split_once(": ") else { break };
        let name = HeaderName::from_bytes(name.as_bytes()).map_err(|_| Unread::Garbage)?;
        headers.append(name, HeaderValue::from_str(value).map_err(|_| Unread::Garbage)?);
    }
    response.map_err(|_| Unread::Garbage)
}

async fn chunk(stream: &mut BufReader<TcpStream>) -> Result<Option<Vec<u8>>, Unread> {
    let size = usize::from_str_radix(&line(stream).await?, 16).map_err(|_| Unread::Garbage)?;
    let mut piece = vec![0; size];
    stream.read_exact(&mut piece).await?;
    line(stream).await?;
    Ok((size > 0).then_some(piece))
}

/// A line without its line end.
async fn line(stream: &mut BufReader<TcpStream>) -> Result<String, Unread> {
    let mut line = Vec::new();
    stream.read_until(b'\n', &mut line).await?;
    if line.pop() != Some(b'\n') {
        return Err(Unread::Broken(io::ErrorKind::UnexpectedEof.into()));
    }
    line.pop_if(|byte| *byte == b'\r');
    String::from_utf8(line).map_err(|_| Unread::Garbage)
}
