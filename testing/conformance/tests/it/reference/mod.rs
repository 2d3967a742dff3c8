//! A small transport that keeps the contract, with a switch for each way of breaking it.

mod bug;
mod exchange;
mod wire;

pub(crate) use bug::Bug;
pub(crate) use wire::CAP;

use bytes::Bytes;
use http::{Request, Response, Uri};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, SystemTime, UNIX_EPOCH};
use tokio::io::BufReader;
use tokio::net::TcpStream;
use webpubsub_core::TransportErrorKind::{AnswerTooLarge, Interrupted, NotSent, Other};
use webpubsub_core::{Attempt, HttpTransport, TransportError, TransportErrorKind, UnixTime};

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
            Some(Bug::HidesAnswerHeaders) => drop(answer.headers_mut().remove("retry-after")),
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
