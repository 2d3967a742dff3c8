//! Steps 3, 4 and 6 of a call, authorize, send and decide: one loop for all operations and for token requests.

use super::call_state::CallState;
use super::timeout::timeout;
use super::{WebPubSubServiceClient, log};
use crate::retry::{Context, Decision, Outcome};
use crate::transport::HttpTransport;
use crate::{ErrorKind, ResponseParts, Secret, TransportError, UnixTime};
use bytes::Bytes;
use core::pin::pin;
use http::{Request, Response};

/// Makes the request of each attempt anew, because what authorizes it expires.
pub(super) trait RequestSource {
    /// Obtains what authorizes the next attempt.
    async fn authorize(&mut self, call: &CallState<'_>) -> Result<(), ErrorKind>;

    /// The request of the next attempt.
    fn request(&self, call: &CallState<'_>) -> Result<Request<Bytes>, ErrorKind>;

    /// What no error and no log may show of the last request and its response.
    fn secret(&self) -> Option<Secret>;

    /// What the outcome of an attempt means for a retry, if this endpoint says more by a status than others do.
    fn outcome(&self, outcome: Outcome, _attempt: u32) -> Outcome {
        outcome
    }

    /// Whether the service rejected the last request's token and the next request will have another one. True at most
    /// once in a call.
    async fn replaces_rejected_token(&mut self, response: &Response<Bytes>) -> bool;
}

/// What an attempt ended with, what that means for a retry, and when it ended.
struct EndedAttempt {
    result: Result<Response<Bytes>, TransportError>,
    outcome: Outcome,
    at: UnixTime,
}

/// The response that ended a call, and when it came.
pub(super) struct ReceivedResponse {
    pub(super) response: Response<Bytes>,
    pub(super) at: UnixTime,
}

impl<T: HttpTransport> WebPubSubServiceClient<T> {
    /// Makes attempts until the retry policy stops. Any response is a success here.
    pub(super) async fn attempts(
        &self,
        call: &mut CallState<'_>,
        source: &mut impl RequestSource,
    ) -> Result<ReceivedResponse, ErrorKind> {
        let transport = self.transport();
        loop {
            let EndedAttempt { result, outcome, at } = self.attempt(call, source).await?;
            match &result {
                Ok(response) => log::response(call, response, || source.secret()),
                Err(error) => log::failure(call, error),
            }
            // The service has rejected the token and not looked at the request.
            if let Ok(response) = &result
                && source.replaces_rejected_token(response).await
            {
                continue;
            }
            match self.decide(call, source.outcome(outcome, call.attempts), at) {
                Decision::Retry { after } => {
                    log::retry(call, outcome, after);
                    call.waited(after);
                    transport.sleep(after).await;
                }
                Decision::Stop => {
                    let response = result.map_err(ErrorKind::Transport)?;
                    return Ok(ReceivedResponse { response, at });
                }
            }
        }
    }

    /// One attempt: authorizes; sends, within its timeout; notes the outcome. An error means that it sent nothing.
    async fn attempt(
        &self,
        call: &mut CallState<'_>,
        source: &mut impl RequestSource,
    ) -> Result<EndedAttempt, ErrorKind> {
        let transport = self.transport();
        source.authorize(call).await?;
        let request = source.request(call)?;
        let time_left = call.time_left(transport.now());
        if time_left.is_zero() {
            return Err(ErrorKind::Transport(TransportError::timeout()));
        }
        let attempt = call.begin(time_left);
        log::request(call, &request, || source.secret());
        let safe = request.method().is_safe();
        let sent = timeout(pin!(transport.send(request, attempt)), transport.sleep(attempt.timeout)).await;
        if sent.is_none() {
            call.waited(attempt.timeout);
        }
        let result = sent.unwrap_or_else(|| Err(TransportError::timeout()));
        let at = transport.now();
        let outcome = match &result {
            // The headers of a success say nothing about a retry, and are read when the call has ended.
            Ok(response) if response.status().is_success() => {
                Outcome::Response { status: response.status().as_u16(), retry_after: None }
            }
            Ok(response) => {
                let parts = ResponseParts::from_http(response, at);
                Outcome::Response { status: parts.status(), retry_after: parts.retry_after() }
            }
            Err(error) => Outcome::Failed(error.kind()),
        };
        call.end(outcome, safe);
        Ok(EndedAttempt { result, outcome, at })
    }

    fn decide(&self, call: &CallState<'_>, outcome: Outcome, now: UnixTime) -> Decision {
        let policy = call.options.retry_policy();
        let time_left = call.time_left(now);
        let context = Context { idempotent: call.idempotent, attempt: call.attempts, time_left, random: 0 };
        // Asked with the shortest backoff first: most calls end here, and a random number can cost a system call.
        match policy.decide(outcome, context) {
            Decision::Stop => Decision::Stop,
            Decision::Retry { .. } => {
                let random = self.transport().random();
                let random = random.first_chunk().map_or(0, |half| u64::from_be_bytes(*half));
                policy.decide(outcome, Context { random, ..context })
            }
        }
    }
}
