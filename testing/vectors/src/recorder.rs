//! The transport under the client: keeps what it is given and answers as the recorder did. Nothing waits.

use crate::behaviour::Sent;
use crate::case::Answer;
use crate::url::Url;
use bytes::Bytes;
use http::{Request, Response};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;
use webpubsub_core::{SendHttpTransport, TransportError, TransportErrorKind, UnixTime};

/// The time that the transport tells: a moment of the recording.
pub const NOW: u64 = 1_795_487_200;

/// A transport that carries nothing anywhere.
#[derive(Debug)]
pub struct Recorder {
    sent: Mutex<Vec<Sent>>,
    answers: Vec<Answer>,
}

impl Recorder {
    /// Answers the first request with the first answer, and so on.
    pub fn new(answers: Vec<Answer>) -> Self {
        Self { sent: Mutex::new(Vec::new()), answers }
    }

    /// What was sent.
    pub fn into_sent(self) -> Vec<Sent> {
        self.sent.into_inner().unwrap_or_else(PoisonError::into_inner)
    }
}

impl SendHttpTransport for Recorder {
    async fn send(&self, request: Request<Bytes>) -> Result<Response<Bytes>, TransportError> {
        let refuse = |what: &str| TransportError::new(TransportErrorKind::Other, what);
        let url = Url::parse(&request.uri().to_string()).ok_or_else(|| refuse("the URL is not absolute"))?;
        let headers = request.headers().iter();
        let sent = Sent {
            method: request.method().to_string(),
            url,
            headers: headers
                .map(|(name, value)| (name.to_string(), String::from_utf8_lossy(value.as_bytes()).into_owned()))
                .collect(),
            body: request.body().to_vec(),
        };
        let number = {
            let mut all = self.sent.lock().unwrap_or_else(PoisonError::into_inner);
            all.push(sent);
            all.len() - 1
        };
        let answer = self.answers.get(number).ok_or_else(|| refuse("the recorder has no answer to this"))?;
        let status = answer.status.ok_or_else(|| refuse("the recorder cut the connection"))?;
        let mut response = Response::builder().status(status);
        for (name, value) in &answer.headers {
            response = response.header(name, value);
        }
        let bodiless = request.method() == "HEAD" || status == 204 || status == 304;
        let body = if bodiless { Bytes::new() } else { Bytes::from(answer.body.clone()) };
        response.body(body).map_err(|error| TransportError::new(TransportErrorKind::Other, error))
    }

    async fn sleep(&self, _: Duration) {}

    fn now(&self) -> UnixTime {
        UnixTime::from_secs(NOW)
    }

    fn random(&self) -> [u8; 16] {
        [0x5A; 16]
    }
}
