//! A transport that answers from a script, in virtual time, and remembers what it was given.

use bytes::Bytes;
use http::{Request, Response};
use std::collections::VecDeque;
use std::pin::pin;
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll, Waker};
use std::time::Duration;
use webpubsub_core::{
    AccessKey, SendHttpTransport, Target, TransportError, TransportErrorKind, UnixTime, WebPubSubServiceClient,
};

/// What comes of one request.
pub(crate) enum Step {
    Answer(u16, &'static [(&'static str, &'static str)], &'static str),
    Fail(TransportErrorKind),
    /// Nothing, ever.
    Silence,
}

#[derive(Clone, Default)]
pub(crate) struct Scripted(Arc<Mutex<State>>);

#[derive(Default)]
struct State {
    steps: VecDeque<Step>,
    seen: Vec<Request<Bytes>>,
    sleeps: Vec<Duration>,
    clock: Duration,
}

pub(crate) const START: u64 = 1_795_487_000;

impl Scripted {
    pub(crate) fn new(steps: impl IntoIterator<Item = Step>) -> Self {
        let scripted = Self::default();
        scripted.0.lock().unwrap().steps = steps.into_iter().collect();
        scripted
    }

    pub(crate) fn seen(&self) -> Vec<Request<Bytes>> {
        self.0.lock().unwrap().seen.clone()
    }

    /// The waits that ended, without the limits that were dropped.
    pub(crate) fn waits(&self) -> Vec<Duration> {
        self.0.lock().unwrap().sleeps.clone()
    }
}

impl SendHttpTransport for Scripted {
    async fn send(&self, request: Request<Bytes>) -> Result<Response<Bytes>, TransportError> {
        let step = {
            let mut state = self.0.lock().unwrap();
            state.seen.push(request);
            state.steps.pop_front().expect("a step in the script")
        };
        match step {
            Step::Answer(status, headers, body) => {
                let mut response = Response::new(Bytes::from_static(body.as_bytes()));
                *response.status_mut() = http::StatusCode::from_u16(status).unwrap();
                for (name, value) in headers {
                    response.headers_mut().append(*name, http::HeaderValue::from_static(value));
                }
                Ok(response)
            }
            Step::Fail(kind) => Err(TransportError::new(kind, "as the script says")),
            Step::Silence => std::future::pending().await,
        }
    }

    async fn sleep(&self, duration: Duration) {
        let mut state = self.0.lock().unwrap();
        state.clock += duration;
        state.sleeps.push(duration);
    }

    fn now(&self) -> UnixTime {
        UnixTime::from_duration(Duration::from_secs(START) + self.0.lock().unwrap().clock)
    }

    /// All ones: the longest waits of the jitter.
    fn random(&self) -> [u8; 16] {
        [0xFF; 16]
    }
}

pub(crate) const KEY: &str = "hush-hush-hush-hush-hush-hush-hush-0001";

pub(crate) fn client(transport: &Scripted) -> WebPubSubServiceClient<Scripted> {
    let target = Target::new("https://contoso.webpubsub.azure.com", "chat").unwrap();
    WebPubSubServiceClient::with_transport(transport.clone(), target, AccessKey::new(KEY).unwrap())
}

/// All futures here are ready when polled.
pub(crate) fn now<F: Future>(future: F) -> F::Output {
    match pin!(future).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(output) => output,
        Poll::Pending => panic!("a virtual call waits for nothing"),
    }
}
