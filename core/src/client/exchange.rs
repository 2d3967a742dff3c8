//! Steps 2 to 6 of a call, the same code for all operations: attempts until the plan says that one is the last.

use super::WebPubSubServiceClient;
use super::carried::Carried;
use super::history::History;
use super::log;
use super::race::race;
use super::request_id::uuid_v4;
use crate::{
    Attempt, Attempted, Authorization, BuildError, Decision, Error, ErrorKind, HttpTransport, Outcome, Reply,
    TransportError, UnixTime,
};
use alloc::borrow::Cow;
use bytes::Bytes;
use core::pin::pin;
use core::time::Duration;
use http::header::{HeaderName, HeaderValue, USER_AGENT};
use http::{Request, Response};

const REQUEST_ID: HeaderName = HeaderName::from_static("x-ms-client-request-id");

/// The answer that is the call's, and what the call has been through.
pub(super) struct Exchanged {
    pub(super) response: Response<Bytes>,
    pub(super) read_at: UnixTime,
    pub(super) history: History,
}

impl<T: HttpTransport> WebPubSubServiceClient<T> {
    /// Carries an operation until an attempt is the last one. Any answer is a success here.
    pub(super) async fn exchange(&self, operation: &dyn Carried) -> Result<Exchanged, Error> {
        let mut history = self.begin(operation.name())?;
        let span = log::span(self.target(), &history);
        let outcome = self.attempts(operation, &mut history, &span).await;
        log::end(&span, &history, outcome.as_ref().map(|(response, _)| response.status().as_u16()));
        match outcome {
            Ok((response, read_at)) => Ok(Exchanged { response, read_at, history }),
            Err(kind) => Err(history.failure(self.target(), kind)),
        }
    }

    async fn attempts(
        &self,
        operation: &dyn Carried,
        history: &mut History,
        span: &log::Span,
    ) -> Result<(Response<Bytes>, UnixTime), ErrorKind> {
        let (transport, options) = (self.transport(), self.options());
        let mut challenge = None;
        loop {
            let mut limit = self.limit(history);
            let authorization = self.authorize(challenge.as_ref(), limit).await?;
            if let Cow::Owned(_) = authorization {
                limit = self.limit(history); // Getting a token took time.
            }
            if limit.is_zero() {
                return Err(ErrorKind::Transport(TransportError::timeout()));
            }
            let request = self.request(operation, &authorization, history, limit).map_err(ErrorKind::Build)?;
            log::request(options, span, history, &request);
            history.begin();
            let changes_nothing = request.method().is_safe();
            let sent = race(pin!(transport.send(request)), transport.sleep(limit)).await;
            if sent.is_none() {
                history.wait(limit);
            }
            let answered = sent.unwrap_or_else(|| Err(TransportError::timeout()));
            let read_at = transport.now();
            let outcome = match &answered {
                Ok(response) => {
                    log::answer(options, span, history, operation.has_secret_reply(), response);
                    let reply = Reply::from_http(response, read_at);
                    Outcome::Answer { status: reply.status(), retry_after: reply.retry_after() }
                }
                Err(error) => {
                    log::failure(options, span, history, error);
                    Outcome::Failed(error.kind())
                }
            };
            history.end(outcome, changes_nothing);
            // The service wants a better token and has not looked at the request: once, it gets one.
            if challenge.is_none()
                && let Ok(response) = &answered
            {
                challenge = self.challenge(&authorization, response);
                if challenge.is_some() {
                    continue;
                }
                self.doubt(&authorization, response).await;
            }
            // Asked with the shortest wait first: most calls are done here, and a random number can cost a system call.
            let mut attempted = Attempted {
                outcome,
                repeatable: operation.is_repeatable(),
                number: history.attempts(),
                time_left: history.time_left(read_at),
                random: 0,
            };
            let mut decision = options.plan().next(attempted);
            if decision != Decision::Done {
                attempted.random = jitter(transport.random());
                decision = options.plan().next(attempted);
            }
            match (decision, answered) {
                (Decision::After(wait), _) => {
                    log::retry(span, history, outcome, wait);
                    history.wait(wait);
                    transport.sleep(wait).await;
                }
                (Decision::Done, Ok(response)) => return Ok((response, read_at)),
                (Decision::Done, Err(error)) => return Err(ErrorKind::Transport(error)),
            }
        }
    }

    /// How long the next attempt may take.
    fn limit(&self, history: &History) -> Duration {
        history.time_left(self.transport().now()).min(self.options().each())
    }

    fn begin(&self, operation: &'static str) -> Result<History, BuildError> {
        let (transport, options) = (self.transport(), self.options());
        options.check()?;
        let request_id = match options.own_request_id() {
            Some(id) => id.clone(),
            None => HeaderValue::from_bytes(&uuid_v4(transport.random()))
                .map_err(|_| BuildError::new("request id", "cannot be sent"))?,
        };
        Ok(History::new(operation, request_id, options.whole(), transport.now()))
    }

    /// Steps 2 and 3 of one attempt.
    fn request(
        &self,
        operation: &dyn Carried,
        authorization: &Authorization,
        history: &History,
        limit: Duration,
    ) -> Result<Request<Bytes>, BuildError> {
        let options = self.options();
        let prepared = operation.prepare(self.target(), authorization, self.transport().now())?;
        let mut request = Request::try_from(prepared)?;
        let headers = request.headers_mut();
        headers.append(REQUEST_ID, history.request_id().clone());
        headers.append(USER_AGENT, options.agent());
        for (name, value) in options.extra_headers() {
            headers.append(name.clone(), value.clone());
        }
        Self::note(&mut request, history.operation(), history.attempts() + 1, limit);
        Ok(request)
    }

    /// Tells a transport that reads it what the request is.
    pub(super) fn note(request: &mut Request<Bytes>, operation: &'static str, number: u32, limit: Duration) {
        if T::READS_ATTEMPT {
            request.extensions_mut().insert(Attempt::new(operation, number, limit));
        }
    }
}

/// The number that chooses a wait.
pub(super) fn jitter(random: [u8; 16]) -> u64 {
    let (low, _) = random.split_at(8);
    low.iter().fold(0, |number, byte| number << 8 | u64::from(*byte))
}
