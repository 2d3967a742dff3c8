//! A small transport that keeps the contract, and can break it in each of the listed ways.

mod bug;
mod exchange;
mod wire;

pub(crate) use bug::Bug;
pub(crate) use wire::MAX_SIZE;

use bytes::Bytes;
use http::{Request, Response, Uri};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, SystemTime, UNIX_EPOCH};
use tokio::io::BufReader;
use tokio::net::TcpStream;
use webpubsub_core::transport::TransportErrorKind::{Interrupted, NotSent, Other, ResponseTooLarge};
use webpubsub_core::transport::{Attempt, HttpTransport, TransportError, TransportErrorKind, UnixTime};

#[derive(Clone, Debug, Default)]
pub(crate) struct Reference {
    bug: Option<Bug>,
    shared: Arc<Shared>,
    /// Whether a connection was given the request of this call.
    sent: Arc<AtomicBool>,
}

#[derive(Debug, Default)]
struct Shared {
    idle: Mutex<Vec<(String, BufReader<TcpStream>)>>,
    draws: AtomicU64,
    last_response: Mutex<Bytes>,
    last_request: Mutex<String>,
}

impl Reference {
    pub(crate) fn with(bug: Option<Bug>) -> Self {
        Self { bug, ..Self::default() }
    }

    fn has(&self, bug: Bug) -> bool {
        self.bug == Some(bug)
    }

    fn error(&self, kind: TransportErrorKind, request: &Request<Bytes>, text: &str) -> TransportError {
        let kind = match kind {
            ResponseTooLarge => kind,
            _ if self.has(Bug::ErrorsAreOpaque) => Interrupted,
            NotSent if self.has(Bug::ErrorsAreVague) => Other,
            _ => kind,
        };
        match self.bug {
            Some(Bug::ErrorsHaveNoText) => TransportError::new(kind, ""),
            Some(Bug::ErrorsQuoteTheRequest) => TransportError::new(kind, exposed(request)),
            _ => TransportError::new(kind, text),
        }
    }

    /// One exchange, with the bugs that change a response.
    async fn exchange_with_bugs(self, request: Request<Bytes>) -> Result<Response<Bytes>, TransportError> {
        let copy = request.clone();
        let mut response = self.clone().exchange(request).await?;
        let status = response.status();
        match self.bug {
            Some(Bug::FollowsRedirects) if status.is_redirection() => {
                let mut next = copy;
                let to = response.headers()["location"].to_str().expect("text");
                *next.uri_mut() = to.parse::<Uri>().expect("a URL");
                response = self.clone().exchange(next).await?;
            }
            Some(Bug::RedirectsAreErrors) if status.is_redirection() => {
                return Err(self.error(Interrupted, &copy, "redirected"));
            }
            Some(Bug::StatusIsAnError) if status.is_client_error() || status.is_server_error() => {
                return Err(self.error(Other, &copy, "an error status"));
            }
            Some(Bug::HidesResponseHeaders) => drop(response.headers_mut().remove("retry-after")),
            // Each call in progress holds clones of the transport.
            Some(Bug::MixesResponses) if Arc::strong_count(&self.shared) > 20 => {
                std::mem::swap(&mut *self.shared.last_response.lock().expect("a lock"), response.body_mut());
            }
            _ => {}
        }
        Ok(response)
    }

    /// The error of a call whose timeout has passed.
    fn timed_out(&self, request: &Request<Bytes>) -> TransportError {
        let not_sent = match self.bug {
            Some(Bug::TimeoutIsNotSent) => true,
            Some(Bug::UnsentIsTimeout | Bug::ErrorsAreOpaque) => false,
            _ => !self.sent.load(Ordering::Relaxed),
        };
        if not_sent { self.error(NotSent, request, "no connection was ready") } else { TransportError::timeout() }
    }
}

/// The headers of a request, with those that `Debug` hides.
fn exposed(request: &Request<Bytes>) -> String {
    let values =
        request.headers().iter().map(|(name, value)| format!("{name}: {}", String::from_utf8_lossy(value.as_bytes())));
    values.collect::<Vec<_>>().join(", ")
}

impl HttpTransport for Reference {
    fn send(
        &self,
        request: Request<Bytes>,
        attempt: Attempt,
    ) -> impl Future<Output = Result<Response<Bytes>, TransportError>> {
        let this = Self { sent: Arc::default(), ..self.clone() };
        if self.has(Bug::RemembersTheRequest) {
            self.shared.last_request.lock().expect("a lock").push_str(&exposed(&request));
        }
        let eager =
            self.has(Bug::SendsUnpolled).then(|| tokio::spawn(this.clone().exchange_with_bugs(request.clone())));
        async move {
            let copy = request.clone();
            let exchange = async {
                let exchange = this.clone().exchange_with_bugs(request);
                match eager {
                    Some(task) => task.await.expect("no panic"),
                    None if this.has(Bug::SwallowsCancel) => tokio::spawn(exchange).await.expect("no panic"),
                    None => exchange.await,
                }
            };
            if this.has(Bug::IgnoresTimeout) {
                return exchange.await;
            }
            tokio::time::timeout(attempt.timeout, exchange).await.unwrap_or_else(|_| Err(this.timed_out(&copy)))
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
