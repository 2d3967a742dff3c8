//! Steps 2 to 6 of a call, the same code for all operations: attempts until the plan says that one is the last.

use super::WebPubSubServiceClient;
use super::log;
use super::race::race;
use super::request_id::uuid_v4;
use crate::error::Failure;
use crate::{
    Attempt, Attempted, Authorization, BuildError, Decision, Error, ErrorKind, HttpTransport, Operation, Outcome,
    PreparedRequest, Reply, Target, TransportError, TransportErrorKind, UnixTime,
};
use alloc::borrow::{Cow, ToOwned};
use alloc::string::String;
use bytes::Bytes;
use core::pin::pin;
use core::time::Duration;
use http::header::{HeaderName, HeaderValue, USER_AGENT};
use http::{Request, Response};

const REQUEST_ID: HeaderName = HeaderName::from_static("x-ms-client-request-id");

/// What the loop needs of an operation; without the output's type, so that there is one loop and not one for each.
pub(super) trait Carried: Sync {
    fn name(&self) -> &'static str;
    fn prepare(
        &self,
        target: &Target,
        authorization: &Authorization,
        now: UnixTime,
    ) -> Result<PreparedRequest, BuildError>;
    fn is_repeatable(&self) -> bool;
    fn has_secret_reply(&self) -> bool;
}

impl<O: Operation> Carried for O {
    fn name(&self) -> &'static str {
        O::NAME
    }

    fn prepare(
        &self,
        target: &Target,
        authorization: &Authorization,
        now: UnixTime,
    ) -> Result<PreparedRequest, BuildError> {
        Operation::prepare(self, target, authorization, now)
    }

    fn is_repeatable(&self) -> bool {
        self.repeatable()
    }

    fn has_secret_reply(&self) -> bool {
        self.secret_reply()
    }
}

/// The answer that is the call's, and what the call has been through.
pub(super) struct Exchanged {
    pub(super) response: Response<Bytes>,
    pub(super) read_at: UnixTime,
    pub(super) call: Call,
}

/// What a call remembers between its attempts.
pub(super) struct Call {
    operation: &'static str,
    request_id: HeaderValue,
    whole: Duration,
    started: UnixTime,
    waited: Duration,
    attempts: u32,
    sent: bool,
    uncertain: bool,
}

impl<T: HttpTransport> WebPubSubServiceClient<T> {
    /// Carries an operation until an attempt is the last one. Any answer is a success here.
    pub(super) async fn exchange(&self, operation: &dyn Carried) -> Result<Exchanged, Error> {
        let mut call = self.begin(operation.name())?;
        let span = log::span(self.target(), &call);
        let outcome = self.attempts(operation, &mut call, &span).await;
        log::end(&span, &call, outcome.as_ref().map(|(response, _)| response.status().as_u16()));
        match outcome {
            Ok((response, read_at)) => Ok(Exchanged { response, read_at, call }),
            Err(kind) => Err(call.failure(self.target(), kind)),
        }
    }

    async fn attempts(
        &self,
        operation: &dyn Carried,
        call: &mut Call,
        span: &log::Span,
    ) -> Result<(Response<Bytes>, UnixTime), ErrorKind> {
        let (transport, options) = (self.transport(), self.options());
        let mut challenge = None;
        loop {
            let mut limit = self.limit(call);
            let authorization = self.authorize(challenge.as_ref(), limit).await?;
            if let Cow::Owned(_) = authorization {
                limit = self.limit(call); // Getting a token took time.
            }
            if limit.is_zero() {
                return Err(ErrorKind::Transport(TransportError::timeout()));
            }
            let request = self.request(operation, &authorization, call, limit).map_err(ErrorKind::Build)?;
            log::request(options, span, call, &request);
            call.attempts += 1;
            let changes_nothing = request.method().is_safe();
            let sent = race(pin!(transport.send(request)), transport.sleep(limit)).await;
            if sent.is_none() {
                call.waited += limit;
            }
            let answered = sent.unwrap_or_else(|| Err(TransportError::timeout()));
            let read_at = transport.now();
            let outcome = match &answered {
                Ok(response) => {
                    log::answer(options, span, call, operation.has_secret_reply(), response);
                    let reply = Reply::from_http(response, read_at);
                    Outcome::Answer { status: reply.status(), retry_after: reply.retry_after() }
                }
                Err(error) => {
                    log::failure(options, span, call, error);
                    Outcome::Failed(error.kind())
                }
            };
            call.note(outcome, changes_nothing);
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
                number: call.attempts,
                time_left: call.time_left(read_at),
                random: 0,
            };
            let mut decision = options.plan().next(attempted);
            if decision != Decision::Done {
                attempted.random = jitter(transport.random());
                decision = options.plan().next(attempted);
            }
            match (decision, answered) {
                (Decision::After(wait), _) => {
                    log::retry(span, call, outcome, wait);
                    call.waited += wait;
                    transport.sleep(wait).await;
                }
                (Decision::Done, Ok(response)) => return Ok((response, read_at)),
                (Decision::Done, Err(error)) => return Err(ErrorKind::Transport(error)),
            }
        }
    }

    /// How long the next attempt may take.
    fn limit(&self, call: &Call) -> Duration {
        call.time_left(self.transport().now()).min(self.options().each())
    }

    fn begin(&self, operation: &'static str) -> Result<Call, BuildError> {
        let (transport, options) = (self.transport(), self.options());
        options.check()?;
        let request_id = match options.own_request_id() {
            Some(id) => id.clone(),
            None => HeaderValue::from_bytes(&uuid_v4(transport.random()))
                .map_err(|_| BuildError::new("request id", "cannot be sent"))?,
        };
        let (whole, started) = (options.whole(), transport.now());
        Ok(Call {
            operation,
            request_id,
            whole,
            started,
            waited: Duration::ZERO,
            attempts: 0,
            sent: false,
            uncertain: false,
        })
    }

    /// Steps 2 and 3 of one attempt.
    fn request(
        &self,
        operation: &dyn Carried,
        authorization: &Authorization,
        call: &Call,
        limit: Duration,
    ) -> Result<Request<Bytes>, BuildError> {
        let options = self.options();
        let prepared = operation.prepare(self.target(), authorization, self.transport().now())?;
        let mut request = Request::try_from(prepared)?;
        let headers = request.headers_mut();
        headers.append(REQUEST_ID, call.request_id.clone());
        headers.append(USER_AGENT, options.agent());
        for (name, value) in options.extra_headers() {
            headers.append(name.clone(), value.clone());
        }
        Self::note(&mut request, call.operation, call.attempts + 1, limit);
        Ok(request)
    }

    /// Tells a transport that reads it what the request is.
    pub(super) fn note(request: &mut Request<Bytes>, operation: &'static str, number: u32, limit: Duration) {
        if T::READS_ATTEMPT {
            request.extensions_mut().insert(Attempt::new(operation, number, limit));
        }
    }
}

impl Call {
    /// What is left of the deadline: by the clock, or by the waits alone if the clock was set back.
    fn time_left(&self, now: UnixTime) -> Duration {
        self.whole.saturating_sub(now.since(self.started).max(self.waited))
    }

    /// An attempt ended like this. What a reading request leaves behind is nothing.
    fn note(&mut self, outcome: Outcome, changes_nothing: bool) {
        self.sent |= outcome != Outcome::Failed(TransportErrorKind::NotSent);
        self.uncertain |= !changes_nothing && outcome.may_have_taken_effect();
    }

    #[cfg_attr(not(feature = "tracing"), allow(dead_code))] // Only the log asks.
    pub(super) fn operation(&self) -> &'static str {
        self.operation
    }

    pub(super) fn attempts(&self) -> u32 {
        self.attempts
    }

    pub(super) fn request_id(&self) -> String {
        self.request_id.to_str().unwrap_or_default().to_owned()
    }

    pub(super) fn failure(&self, target: &Target, kind: ErrorKind) -> Error {
        Error::new(Failure {
            kind,
            operation: self.operation,
            host: target.carrier().host().to_owned(),
            request_id: if self.attempts == 0 { String::new() } else { self.request_id() },
            attempts: self.attempts,
            was_sent: self.sent,
            may_have_taken_effect: self.uncertain,
        })
    }
}

/// The number that chooses a wait.
pub(super) fn jitter(random: [u8; 16]) -> u64 {
    let (low, _) = random.split_at(8);
    low.iter().fold(0, |number, byte| number << 8 | u64::from(*byte))
}
