//! A small transport that keeps the contract, with a switch for each way of breaking it.

mod bug;
mod wire;

pub(crate) use bug::Bug;
pub(crate) use wire::CAP;

use bytes::Bytes;
use http::{Request, Response, Uri};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, SystemTime, UNIX_EPOCH};
use tokio::io::{AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::TcpStream;
use webpubsub_core::TransportErrorKind::{AnswerTooLarge, Interrupted, NotSent, Other};
use webpubsub_core::{Attempt, HttpTransport, TransportError, TransportErrorKind, UnixTime};
use wire::Unread;

#[derive(Clone, Debug, Default)]
pub(crate) struct Reference {
    bug: Option<Bug>,
    shared: Arc<Shared>,
}

#[derive(Debug, Default)]
struct Shared {
    idle: Mutex<Vec<(String, BufReader<TcpStream>)>>,
    draws: AtomicU64,
    last_answer: Mutex<Bytes>,
    last_request: Mutex<String>,
}

impl Reference {
    pub(crate) fn with(bug: Option<Bug>) -> Self {
        Self { bug, ..Self::default() }
    }

    fn has(&self, bug: Bug) -> bool {
        self.bug == Some(bug)
    }

    fn error(&self, kind: TransportErrorKind, request: &Request<Bytes>, words: &str) -> TransportError {
        let kind = match kind {
            AnswerTooLarge => kind,
            _ if self.has(Bug::ErrorsAreOpaque) => Interrupted,
            NotSent if self.has(Bug::ErrorsAreVague) => Other,
            _ => kind,
        };
        match self.bug {
            Some(Bug::ErrorsHaveNoWords) => TransportError::new(kind, ""),
            Some(Bug::ErrorsQuoteTheRequest) => TransportError::new(kind, exposed(request)),
            _ => TransportError::new(kind, words),
        }
    }

    /// An idle connection that is still open; whatever it has to say that nobody asked for closes it.
    fn idle(&self, authority: &str) -> Option<BufReader<TcpStream>> {
        let mut idle = self.shared.idle.lock().expect("a lock");
        while let Some(place) = idle.iter().position(|(of, _)| of == authority) {
            let (_, stream) = idle.swap_remove(place);
            let quiet =
                stream.get_ref().try_read(&mut [0]).is_err_and(|error| error.kind() == std::io::ErrorKind::WouldBlock);
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

    async fn exchange(self, request: Request<Bytes>) -> Result<Response<Bytes>, TransportError> {
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

    /// What is wrong with answers that came.
    async fn spoiled(self, request: Request<Bytes>) -> Result<Response<Bytes>, TransportError> {
        let again = request.clone();
        let mut answer = self.clone().exchange(request).await?;
        let status = answer.status();
        match self.bug {
            Some(Bug::FollowsRedirects) if status.is_redirection() => {
                let mut next = again;
                let to = answer.headers()["location"].to_str().expect("text");
                *next.uri_mut() = to.parse::<Uri>().expect("a URL");
                answer = self.clone().exchange(next).await?;
            }
            Some(Bug::RedirectsAreErrors) if status.is_redirection() => {
                return Err(self.error(Interrupted, &again, "redirected"));
            }
            Some(Bug::StatusIsAnError) if status.is_client_error() || status.is_server_error() => {
                return Err(self.error(Other, &again, "an error status"));
            }
            Some(Bug::HidesAnswerHeaders) => answer.headers_mut().retain_some(),
            Some(Bug::MixesAnswers) => {
                self.shared.last_answer.lock().expect("a lock").clone_from(answer.body());
                tokio::task::yield_now().await;
                self.shared.last_answer.lock().expect("a lock").clone_into(answer.body_mut());
            }
            _ => {}
        }
        Ok(answer)
    }
}

/// The headers that the client reads, taken away.
trait Hide {
    fn retain_some(&mut self);
}

impl Hide for http::HeaderMap {
    fn retain_some(&mut self) {
        self.remove("retry-after");
        self.remove("x-ms-error-code");
    }
}

/// A request with all that `Debug` would hide.
fn exposed(request: &Request<Bytes>) -> String {
    let values =
        request.headers().iter().map(|(name, value)| format!("{name}: {}", String::from_utf8_lossy(value.as_bytes())));
    values.collect::<Vec<_>>().join(", ")
}

impl HttpTransport for Reference {
    fn send(&self, request: Request<Bytes>) -> impl Future<Output = Result<Response<Bytes>, TransportError>> {
        let this = self.clone();
        if self.has(Bug::RemembersTheRequest) {
            self.shared.last_request.lock().expect("a lock").push_str(&exposed(&request));
        }
        let limit = request.extensions().get::<Attempt>().expect("an attempt").time_left;
        let eager = self.has(Bug::SendsUnpolled).then(|| tokio::spawn(this.clone().spoiled(request.clone())));
        async move {
            if let Some(task) = eager {
                return task.await.expect("no panic");
            }
            if this.has(Bug::SwallowsCancel) {
                return tokio::spawn(this.spoiled(request)).await.expect("no panic");
            }
            if !this.has(Bug::Blocks) {
                return this.spoiled(request).await;
            }
            // As if it blocked: ready when polled, by its own limit.
            tokio::time::timeout(limit, this.spoiled(request)).await.unwrap_or_else(|_| Err(TransportError::timeout()))
        }
    }

    async fn sleep(&self, duration: Duration) {
        match self.bug {
            Some(Bug::SleepsShort) => tokio::time::sleep(duration / 2).await,
            Some(Bug::TimersOverflow) if duration.as_millis() > i32::MAX as u128 => {}
            _ => tokio::time::sleep(duration).await,
        }
    }

    fn now(&self) -> UnixTime {
        let late = if self.has(Bug::ClockIsLate) { Duration::from_secs(60) } else { Duration::ZERO };
        UnixTime::from_duration((SystemTime::now() - late).duration_since(UNIX_EPOCH).expect("after 1970"))
    }

    fn random(&self) -> [u8; 16] {
        let draw = self.shared.draws.fetch_add(1, Ordering::Relaxed);
        let draw = u128::from(if self.has(Bug::RandomRepeats) { draw % 60 } else { draw }) + 1;
        draw.wrapping_mul(0x9E37_79B9_7F4A_7C15_F39C_C060_5CED_C835)
            .rotate_left(64)
            .wrapping_mul(0xD1B5_4A32_D192_ED03_9E37_79B9_7F4A_7C15)
            .to_le_bytes()
    }
}
