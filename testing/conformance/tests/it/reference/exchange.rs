//! One request on one connection.

use super::wire::{self, Unread};
use super::{Bug, Reference};
use bytes::Bytes;
use http::{Request, Response};
use std::io::ErrorKind::WouldBlock;
use tokio::io::{AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::TcpStream;
use webpubsub_core::TransportError;
use webpubsub_core::TransportErrorKind::{AnswerTooLarge, Interrupted, NotSent, Other};

impl Reference {
    pub(super) async fn exchange(self, request: Request<Bytes>) -> Result<Response<Bytes>, TransportError> {
        if request.uri().scheme_str() == Some("https") {
            let kind = if self.has(Bug::TlsIsInterrupted) { Interrupted } else { NotSent };
            return Err(self.error(kind, &request, "TLS failed"));
        }
        let authority = request.uri().authority().map_or("", |authority| authority.as_str()).to_owned();
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
        if let Err(error) = stream.get_mut().write_all(&wire::request(&request, self.bug)).await {
            let kind = if self.has(Bug::WriteErrorsAreNotSent) { NotSent } else { Interrupted };
            return Err(self.error(kind, &request, &error.to_string()));
        }
        match wire::answer(&mut stream, request.method(), self.bug).await {
            Ok((answer, kept)) => {
                if kept {
                    self.keep(&authority, stream);
                }
                Ok(answer)
            }
            Err(Unread::Broken(_)) if used && self.has(Bug::RepeatsOnUsedConnections) => {
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
                Err(self.error(kind, &request, "this is no HTTP"))
            }
            Err(Unread::TooLarge) => {
                if self.has(Bug::KeepsUnreadAnswers) {
                    self.keep(&authority, stream);
                } else if self.has(Bug::KeepsReading) {
                    tokio::spawn(async move { while stream.read(&mut [0; 4_096]).await.is_ok_and(|read| read > 0) {} });
                }
                Err(self.error(AnswerTooLarge, &request, "over the cap"))
            }
        }
    }

    /// An idle connection that is still open; whatever it has to say that nobody asked for closes it.
    fn idle(&self, authority: &str) -> Option<BufReader<TcpStream>> {
        let mut idle = self.shared.idle.lock().expect("a lock");
        while let Some(place) = idle.iter().position(|(of, _)| of == authority) {
            let (_, stream) = idle.swap_remove(place);
            let quiet = stream.get_ref().try_read(&mut [0]).is_err_and(|error| error.kind() == WouldBlock);
            let trusted = self.has(Bug::KeepsUnreadAnswers) || self.has(Bug::TrustsIdleConnections);
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
