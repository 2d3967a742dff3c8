//! One token from its source: a custom one, or a token request over the client's own transport.

use super::attempts::RequestSource;
use super::call_state::CallState;
use super::{WebPubSubServiceClient, log};
use crate::credential::{Fetch, Fetched, KeptFetch, TokenSourceKind};
use crate::entra::{TokenEndpoint, TokenRequest};
use crate::retry::Outcome;
use crate::transport::HttpTransport;
use crate::{CredentialError, ErrorKind, ResponseParts, Secret, TransportError, TransportErrorKind};
use alloc::format;
use bytes::Bytes;
use core::time::Duration;
use http::{Request, Response};

/// How exactly the end of a timeout is seen by the wall clock.
const ROUGHLY: Duration = Duration::from_millis(100);

impl<T: HttpTransport> WebPubSubServiceClient<T> {
    pub(super) fn fetch<'a>(
        &'a self,
        source: &'a TokenSourceKind,
        call: &'a CallState<'_>,
        request: TokenRequest<'a>,
        time: Duration,
    ) -> Fetch<impl Future<Output = Fetched>> {
        match source {
            TokenSourceKind::Custom(source) => Fetch::IsKept(KeptFetch::new(source, request, self.transport().now())),
            TokenSourceKind::Endpoint(endpoint) => Fetch::Ends(self.request_token(endpoint, call, request, time)),
        }
    }

    async fn request_token(
        &self,
        endpoint: &TokenEndpoint,
        call: &CallState<'_>,
        request: TokenRequest<'_>,
        time: Duration,
    ) -> Fetched {
        let now = self.transport().now();
        let mut call = call.token_request(endpoint.address(), now, time.min(call.time_left(now)));
        let result = self.attempts(&mut call, &mut TokenRequests { endpoint, request }).await;
        log::end(&call, result.as_ref().map(|received| received.response.status().as_u16()));
        let no_response = || CredentialError::new(format!("no response from {}", endpoint.address().host()));
        // Attempts to connect can end earlier: more time would not help then.
        let time_passed = |error: &TransportError| match error.kind() {
            TransportErrorKind::Timeout => call.time_after_attempt.is_zero(),
            _ => error.is_timeout() && call.time_left(self.transport().now()) < ROUGHLY,
        };
        let received = result.map_err(|kind| match kind {
            ErrorKind::Credential(error) => error,
            ErrorKind::Build(error) => CredentialError::new("the token request is invalid").with_source(error),
            ErrorKind::Transport(error) if time_passed(&error) => endpoint_too_slow(endpoint).with_source(error),
            ErrorKind::Transport(error) => no_response().with_source(error),
            ErrorKind::Service(error) => no_response().with_source(error),
        })?;
        endpoint.parse(&ResponseParts::from_http(&received.response, received.at), received.at)
    }
}

/// What is left of the call's timeout passed before there was a token.
pub(super) fn too_slow(source: &TokenSourceKind) -> CredentialError {
    let error = match source {
        TokenSourceKind::Endpoint(endpoint) => endpoint_too_slow(endpoint),
        TokenSourceKind::Custom(_) => CredentialError::new("the token source was slower than the call's timeout"),
    };
    error.with_source(TransportError::timeout())
}

fn endpoint_too_slow(endpoint: &TokenEndpoint) -> CredentialError {
    let host = endpoint.address().host();
    CredentialError::new(format!("the token endpoint {host} was slower than the call's timeout"))
}

/// A token request is made anew for each attempt, because an assertion expires.
struct TokenRequests<'a> {
    endpoint: &'a TokenEndpoint,
    request: TokenRequest<'a>,
}

impl RequestSource for TokenRequests<'_> {
    async fn authorize(&mut self, _: &CallState<'_>) -> Result<(), ErrorKind> {
        Ok(()) // Its body holds the credential.
    }

    fn request(&self, _: &CallState<'_>) -> Result<Request<Bytes>, ErrorKind> {
        let request = self.endpoint.token_request(self.request).map_err(ErrorKind::Credential)?;
        Request::try_from(request).map_err(ErrorKind::Build)
    }

    fn secret(&self) -> Option<Secret> {
        self.endpoint.secret().map(Secret::from)
    }

    fn outcome(&self, outcome: Outcome, attempt: u32) -> Outcome {
        self.endpoint.outcome(outcome, attempt)
    }

    async fn replaces_rejected_token(&mut self, _: &Response<Bytes>) -> bool {
        false
    }
}
