//! One call: steps 2 to 6, and nothing else.

use super::race::race;
use super::request_id::uuid_v4;
use super::{CallOptions, WebPubSubServiceClient};
use crate::error::Failure;
use crate::{
    Attempt, Attempted, BuildError, Decision, Error, ErrorKind, HttpTransport, Operation, Outcome, Reply,
    TransportError,
};
use alloc::borrow::ToOwned;
use alloc::string::String;
use bytes::Bytes;
use core::time::Duration;
use http::header::{HeaderName, HeaderValue, USER_AGENT};
use http::{HeaderMap, Request};

#[cfg(feature = "tracing")]
use super::log;

/// Without the `tracing` feature nothing is written.
#[cfg(not(feature = "tracing"))]
mod log {
    use super::{Bytes, CallOptions, Request, TransportError};
    use http::Response;
    pub(super) fn request(_: &CallOptions, _: &'static str, _: u32, _: &Request<Bytes>) {}
    pub(super) fn answer(_: &CallOptions, _: &'static str, _: u32, _: bool, _: &Response<Bytes>) {}
    pub(super) fn failure(_: &CallOptions, _: &'static str, _: u32, _: &TransportError) {}
}

const REQUEST_ID: HeaderName = HeaderName::from_static("x-ms-client-request-id");

/// A call's output with what else the answer told.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Detailed<O> {
    /// What `call` returns.
    pub output: O,
    /// The HTTP status.
    pub status: u16,
    /// All headers of the answer.
    pub headers: HeaderMap,
    /// The `x-ms-client-request-id` that was sent.
    pub request_id: String,
    /// How many requests were made.
    pub attempts: u32,
}

impl<T: HttpTransport> WebPubSubServiceClient<T> {
    /// Makes one call: prepares, sends, reads the answer, and repeats as far as the [`RetryPlan`](crate::RetryPlan)
    /// allows.
    ///
    /// Dropping the future cancels the call; a request that was being sent may still take effect.
    pub async fn call<O: Operation>(&self, operation: &O) -> Result<O::Output, Error> {
        self.call_detailed(operation).await.map(|detailed| detailed.output)
    }

    /// As [`call`](WebPubSubServiceClient::call); also returns status, headers, request id and number of attempts.
    pub async fn call_detailed<O: Operation>(&self, operation: &O) -> Result<Detailed<O::Output>, Error> {
        let (transport, options) = (self.transport(), self.options());
        let request_id = match options.own_request_id() {
            Some(id) => id.clone(),
            None => HeaderValue::try_from(uuid_v4(transport.random()))
                .map_err(|_| BuildError::new("request id", "cannot be sent"))?,
        };
        let mut call = Call { started: transport.now(), waited: Duration::ZERO, attempts: 0, uncertain: false };
        loop {
            let now = transport.now();
            let limit = call.time_left(options, now).min(options.each());
            let attempt = Attempt { operation: O::NAME, number: call.attempts + 1, time_left: limit };
            let request = self
                .request(operation, &request_id, attempt, now)
                .map_err(|error| call.failure(self, O::NAME, &request_id, ErrorKind::Build(error)))?;
            log::request(options, O::NAME, attempt.number, &request);
            call.attempts = attempt.number;
            let sent = race(transport.send(request), transport.sleep(limit)).await;
            let answered = match sent {
                Some(Ok(response)) => {
                    log::answer(options, O::NAME, attempt.number, operation.secret_reply(), &response);
                    Ok(response)
                }
                Some(Err(error)) => Err(error),
                None => {
                    call.waited += limit;
                    Err(TransportError::timeout())
                }
            };
            let now = transport.now();
            let (outcome, result) = match answered {
                Ok(response) => {
                    let reply = Reply::from_http(&response, now);
                    let outcome = Outcome::Answer { status: reply.status(), retry_after: reply.retry_after() };
                    let result = operation.parse(&reply).map_err(ErrorKind::Service);
                    (outcome, result.map(|output| (output, response)))
                }
                Err(error) => {
                    log::failure(options, O::NAME, attempt.number, &error);
                    (Outcome::Failed(error.kind()), Err(ErrorKind::Transport(error)))
                }
            };
            let decision = options.plan().next(Attempted {
                outcome,
                repeatable: operation.repeatable(),
                number: call.attempts,
                time_left: call.time_left(options, now),
                random: jitter(transport.random()),
            });
            match (decision, result) {
                (Decision::After(wait), _) => {
                    call.uncertain |= outcome.may_have_taken_effect();
                    call.waited += wait;
                    transport.sleep(wait).await;
                }
                (Decision::Done, Ok((output, response))) => {
                    return Ok(Detailed {
                        output,
                        status: response.status().as_u16(),
                        headers: response.into_parts().0.headers,
                        request_id: text(&request_id),
                        attempts: call.attempts,
                    });
                }
                (Decision::Done, Err(kind)) => {
                    call.uncertain |= outcome.may_have_taken_effect();
                    return Err(call.failure(self, O::NAME, &request_id, kind));
                }
            }
        }
    }

    /// Steps 2 and 3 of one attempt.
    fn request<O: Operation>(
        &self,
        operation: &O,
        request_id: &HeaderValue,
        attempt: Attempt,
        now: crate::UnixTime,
    ) -> Result<Request<Bytes>, BuildError> {
        let options = self.options();
        options.check()?;
        let mut request = Request::try_from(operation.prepare(self.target(), self.authorization(), now)?)?;
        let headers = request.headers_mut();
        headers.insert(REQUEST_ID, request_id.clone());
        headers.insert(USER_AGENT, options.agent());
        for (name, value) in options.extra_headers() {
            headers.append(name, value.clone());
        }
        request.extensions_mut().insert(attempt);
        Ok(request)
    }
}

/// What a call remembers between its attempts.
struct Call {
    started: crate::UnixTime,
    waited: Duration,
    attempts: u32,
    uncertain: bool,
}

impl Call {
    /// What is left of the deadline: by the clock, or by the waits alone if the clock was set back.
    fn time_left(&self, options: &CallOptions, now: crate::UnixTime) -> Duration {
        options.whole().saturating_sub(now.since(self.started).max(self.waited))
    }

    fn failure<T>(
        &self,
        client: &WebPubSubServiceClient<T>,
        operation: &'static str,
        request_id: &HeaderValue,
        kind: ErrorKind,
    ) -> Error {
        Error::new(Failure {
            kind,
            operation,
            host: client.target().carrier().host().to_owned(),
            request_id: if self.attempts == 0 { String::new() } else { text(request_id) },
            attempts: self.attempts,
            may_have_taken_effect: self.uncertain,
        })
    }
}

fn text(value: &HeaderValue) -> String {
    value.to_str().unwrap_or_default().to_owned()
}

fn jitter(random: [u8; 16]) -> u64 {
    let (low, _) = random.split_at(8);
    low.iter().fold(0, |number, byte| number << 8 | u64::from(*byte))
}
