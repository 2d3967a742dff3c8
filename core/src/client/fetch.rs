//! One token from its source: a custom one, or a token request over the client's own transport.

use super::attempts::RequestSource;
use super::call_state::CallState;
use super::{WebPubSubServiceClient, log};
use crate::credential::{Fetch, Fetched, KeptFetch, TokenSourceKind};
use crate::entra::{Application, TokenRequest, parse_token};
use crate::transport::HttpTransport;
use crate::{CredentialError, ErrorKind, ResponseParts, TransportError, TransportErrorKind};
use alloc::format;
use bytes::Bytes;
use core::time::Duration;
use http::{Request, Response};

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
            TokenSourceKind::Application(application) => {
                Fetch::Ends(self.request_token(application, call, request, time))
            }
        }
    }

    async fn request_token(
        &self,
        application: &Application,
        call: &CallState<'_>,
        request: TokenRequest<'_>,
        time: Duration,
    ) -> Fetched {
        let now = self.transport().now();
        let mut call = call.token_request(application.authority(), now, time.min(call.time_left(now)));
        let result = self.attempts(&mut call, &mut TokenRequests { application, request }).await;
        log::end(&call, result.as_ref().map(|(response, _)| response.status().as_u16()));
        let no_response = || CredentialError::new(format!("no response from {}", application.authority().host()));
        let (response, now) = result.map_err(|kind| match kind {
            ErrorKind::Credential(error) => error,
            ErrorKind::Build(error) => CredentialError::new("the token request is invalid").with_source(error),
            ErrorKind::Transport(error)
                if error.kind() == TransportErrorKind::Timeout && call.time_after_attempt.is_zero() =>
            {
                endpoint_too_slow(application).with_source(error)
            }
            ErrorKind::Transport(error) => no_response().with_source(error),
            ErrorKind::Service(error) => no_response().with_source(error),
        })?;
        parse_token(&ResponseParts::from_http(&response, now), now)
    }
}

/// What is left of the call's timeout passed before there was a token.
pub(super) fn too_slow(source: &TokenSourceKind) -> CredentialError {
    let error = match source {
        TokenSourceKind::Application(application) => endpoint_too_slow(application),
        TokenSourceKind::Custom(_) => CredentialError::new("the token source was slower than the call's timeout"),
    };
    error.with_source(TransportError::timeout())
}

fn endpoint_too_slow(application: &Application) -> CredentialError {
    let host = application.authority().host();
    CredentialError::new(format!("the token endpoint {host} was slower than the call's timeout"))
}

/// A token request is made anew for each attempt, because an assertion expires.
struct TokenRequests<'a> {
    application: &'a Application,
    request: TokenRequest<'a>,
}

impl RequestSource for TokenRequests<'_> {
    async fn request(&mut self, _: &CallState<'_>) -> Result<Request<Bytes>, ErrorKind> {
        let request = self.application.token_request(self.request).map_err(ErrorKind::Credential)?;
        Request::try_from(request).map_err(ErrorKind::Build)
    }

    async fn replaces_rejected_token(&mut self, _: &Response<Bytes>) -> bool {
        false
    }
}
