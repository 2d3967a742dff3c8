//! What lies under the client: a transport that answers as the recorder did, in virtual time.

mod credential;
mod listener;

pub use credential::TOKEN;
pub(crate) use listener::listen;

use crate::behaviour::Sent;
use crate::case::Answer;
use crate::url::Url;
use bytes::Bytes;
use http::{Request, Response};
use std::future::pending;
use std::mem::take;
use std::sync::atomic::AtomicUsize;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use webpubsub_core::{SendHttpTransport, TransportError, TransportErrorKind, UnixTime};

/// The time that the transport tells first: a moment of the recording.
pub const NOW: u64 = 1_795_487_200;

/// What comes of one request.
#[derive(Clone, Debug)]
#[allow(clippy::exhaustive_enums)] // Matched whole in this package.
pub enum Given {
    /// This.
    Answer(Answer),
    /// No answer, for this reason.
    Failure(TransportErrorKind),
    /// No answer, ever.
    Silence,
}

/// Which random numbers are drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(clippy::exhaustive_enums)] // The ends of a range.
pub enum Draw {
    /// Those that make the shortest waits.
    Lowest,
    /// Those that make the longest.
    Highest,
}

/// A transport that carries nothing anywhere. Time passes only while somebody waits for it.
#[derive(Debug)]
pub struct Recorder {
    script: Vec<Given>,
    draw: Draw,
    asked_for_tokens: Arc<AtomicUsize>,
    state: Mutex<State>,
}

#[derive(Debug, Default)]
struct State {
    sent: Vec<Sent>,
    waits: Vec<Duration>,
    passed: Duration,
    waits_for_answer: bool,
    drawn: u64,
}

impl Recorder {
    /// Gives the first request the first of these, and so on. A failure at the end is given to all that follow.
    pub fn new(script: Vec<Given>, draw: Draw) -> Self {
        Self { script, draw, asked_for_tokens: Arc::default(), state: Mutex::default() }
    }

    /// What was sent, and the waits in between that ended.
    pub fn into_sent_and_waits(self) -> (Vec<Sent>, Vec<Duration>) {
        let state = self.state.into_inner().unwrap_or_else(PoisonError::into_inner);
        (state.sent, state.waits)
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Takes the request down and says what comes of it.
    fn take_down(&self, request: &Request<Bytes>) -> Option<Given> {
        let text = |value: &http::HeaderValue| String::from_utf8_lossy(value.as_bytes()).into_owned();
        let headers = request.headers().iter();
        let mut state = self.state();
        let sent = Sent {
            method: request.method().to_string(),
            url: Url::parse(&request.uri().to_string())?,
            headers: headers.map(|(name, value)| (name.to_string(), text(value))).collect(),
            body: request.body().to_vec(),
            at: state.passed,
        };
        state.sent.push(sent);
        let given = self.script.get(state.sent.len() - 1).cloned();
        let last = self.script.last().filter(|last| !matches!(last, Given::Answer(answer) if answer.is_success()));
        given.or_else(|| last.cloned())
    }
}

impl SendHttpTransport for Recorder {
    async fn send(&self, request: Request<Bytes>) -> Result<Response<Bytes>, TransportError> {
        let fail = |kind| Err(TransportError::new(kind, "so it was recorded"));
        let answer = match self.take_down(&request) {
            Some(Given::Answer(answer)) => answer,
            Some(Given::Failure(kind)) => return fail(kind),
            Some(Given::Silence) => {
                self.state().waits_for_answer = true;
                return pending().await;
            }
            None => {
                return Err(TransportError::new(TransportErrorKind::Other, "nothing was recorded for this request"));
            }
        };
        let Some(status) = answer.status.filter(|_| !answer.drop) else { return fail(TransportErrorKind::Interrupted) };
        let mut response = Response::builder().status(status);
        for (name, value) in &answer.headers {
            response = response.header(name, value);
        }
        let bodiless = request.method() == "HEAD" || status == 204 || status == 304;
        if answer.truncate && !bodiless {
            return fail(TransportErrorKind::Interrupted);
        }
        let body = if bodiless { Bytes::new() } else { Bytes::from(answer.body) };
        response.body(body).map_err(|error| TransportError::new(TransportErrorKind::Other, error))
    }

    /// Is over when it is first looked at: a limit that nobody reaches is never looked at.
    async fn sleep(&self, duration: Duration) {
        let mut state = self.state();
        state.passed += duration;
        if !take(&mut state.waits_for_answer) {
            state.waits.push(duration);
        }
    }

    fn now(&self) -> UnixTime {
        UnixTime::from_secs(NOW).after(self.state().passed)
    }

    /// The first half, which chooses a wait, is all zeros or all ones; the second is never the same twice.
    fn random(&self) -> [u8; 16] {
        let mut state = self.state();
        state.drawn += 1;
        let mut random = if self.draw == Draw::Lowest { [0; 16] } else { [0xFF; 16] };
        random[8..].copy_from_slice(&state.drawn.to_be_bytes());
        random
    }
}
