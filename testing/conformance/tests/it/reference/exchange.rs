//! One request on one connection.

use super::wire::{self, Unread};
use super::{Bug, Reference};
use bytes::Bytes;
use http::{Request, Response};
use std::io::{self, ErrorKind::WouldBlock};
use std::sync::atomic::Ordering::Relaxed;
use tokio::io::{AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::TcpStream;
use webpubsub_core::transport::TransportError;
use webpubsub_core::transport::TransportErrorKind::{Interrupted, NotSent, Other, ResponseTooLarge};

impl Reference {
    pub(super) async fn exchange(self, request: Request<Bytes>) -> Result<Response<Bytes>, TransportError> {
        let authority = request.uri().authority().map_or("", |authority| authority.as_str()).to_owned();
        if request.uri().scheme_str() == Some("https") {
            let error = handshake(&authority).await;
            let kind = if self.has(Bug::TlsIsInterrupted) { Interrupted } else { NotSent };
            return Err(self.error(kind, &request, &error.to_string()));
        }
        let (mut stream, used) = match self.idle(&authority) {
            Some(stream) => (stream, true),
            None => match TcpStream::connect(&authority).await {
                Ok(stream) => (BufReader::new(stream), false),
                Err(error) => {
                    let kind = if self.has(Bug::RefusedIsInterrupted) { Interrupted } else { NotSent };
                    return Err(self.error(kind, &request, &error.to_string()));
                }
            },
        };
        self.sent.store(true, Relaxed);
        if let Err(error) = stream.get_mut().write_all(&wire::request(&request, self.bug)).await {
            let kind = if self.has(Bug::WriteErrorsAreNotSent) { NotSent } else { Interrupted };
            return Err(self.error(kind, &request, &error.to_string()));
        }
        match wire::read_response(&mut stream, request.method(), self.bug).await {
            Ok((response, reusable)) => {
                if reusable {
                    self.keep(&authority, stream);
                }
                Ok(response)
            }
            Err(Unread::Broken(_)) if used && self.has(Bug::RetriesOnUsedConnections) => {
                Box::pin(Self { bug: Some(Bug::LeaksConnections), ..self }.exchange(request)).await
            }
            Err(Unread::Broken(error)) => {
                let kind = match self.bug {
                    Some(Bug::ResetIsNotSent) => NotSent,
                    Some(Bug::TrustsIdleConnections) if used => Other,
                    _ => Interrupted,
                };
                Err(self.error(kind, &request, &error.to_string()))
            }
            Err(Unread::Garbage) => {
                let kind = if self.has(Bug::GarbageIsNotSent) { NotSent } else { Interrupted };
                Err(self.error(kind, &request, "not HTTP"))
            }
            Err(Unread::TooLarge) => {
                if self.has(Bug::KeepsUnreadResponses) {
                    self.keep(&authority, stream);
                } else if self.has(Bug::KeepsReading) {
                    tokio::spawn(async move { while stream.read(&mut [0; 4_096]).await.is_ok_and(|read| read > 0) {} });
                }
                Err(self.error(ResponseTooLarge, &request, "the response is too large"))
            }
        }
    }

    /// An idle connection that is still open; one with unexpected bytes to read is closed.
    fn idle(&self, authority: &str) -> Option<BufReader<TcpStream>> {
        let mut idle = self.shared.idle.lock().expect("a lock");
        while let Some(place) = idle.iter().position(|(of, _)| of == authority) {
            let (_, stream) = idle.swap_remove(place);
            let quiet = stream.get_ref().try_read(&mut [0]).is_err_and(|error| error.kind() == WouldBlock);
            let trusted = self.has(Bug::KeepsUnreadResponses) || self.has(Bug::TrustsIdleConnections);
            if trusted || quiet && !self.has(Bug::LeaksConnections) {
                return Some(stream);
            }
        }
        None
    }

    fn keep(&self, authority: &str, stream: BufReader<TcpStream>) {
        self.shared.idle.lock().expect("a lock").push((authority.to_owned(), stream));
    }
}

/// Why a TLS handshake failed. It always fails, at the latest with the response to what only begins a handshake.
async fn handshake(authority: &str) -> io::Error {
    let begin = async {
        let mut stream = TcpStream::connect(authority).await?;
        stream.write_all(b"\x16\x03\x01").await?;
        stream.read_u8().await
    };
    begin.await.err().unwrap_or_else(|| io::Error::other("not TLS"))
}
