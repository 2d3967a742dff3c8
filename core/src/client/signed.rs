//! Step 3 of a call, authorize: the signed HTTP requests of one operation.

use super::WebPubSubServiceClient;
use super::attempts::RequestSource;
use super::call_state::CallState;
use super::convert::{append, append_authorization, http_request};
use super::tokens::Rejection;
use crate::operations::UnsignedRequest;
use crate::transport::HttpTransport;
use crate::{Authorization, BuildError, ErrorKind};
use alloc::borrow::Cow;
use bytes::Bytes;
use http::header::{HeaderName, USER_AGENT};
use http::{Request, Response};

const CLIENT_REQUEST_ID: HeaderName = HeaderName::from_static("x-ms-client-request-id");

pub(super) struct SignedRequests<'a, T> {
    client: &'a WebPubSubServiceClient<T>,
    request: UnsignedRequest,
    /// What authorized the last request.
    pub(super) authorization: Option<Cow<'a, Authorization>>,
    rejection: Option<Rejection>,
}

impl<'a, T> SignedRequests<'a, T> {
    pub(super) fn new(client: &'a WebPubSubServiceClient<T>, request: UnsignedRequest) -> Self {
        Self { client, request, authorization: None, rejection: None }
    }

    /// The request with the client's own headers, but for its authorization.
    fn unauthorized(&self, call: &CallState<'_>) -> Result<Request<Bytes>, BuildError> {
        let mut request = http_request(&self.request, self.request.body.clone())?;
        if let Some(id) = &call.client_request_id {
            append(&mut request, CLIENT_REQUEST_ID, id.clone())?;
        }
        append(&mut request, USER_AGENT, call.options.user_agent_or_default())?;
        for (name, value) in call.options.headers() {
            append(&mut request, name.clone(), value.clone())?;
        }
        Ok(request)
    }

    fn sign(&self, request: &mut Request<Bytes>, by: &Authorization) -> Result<(), BuildError>
    where
        T: HttpTransport,
    {
        append_authorization(request, self.request.authorization(by, self.client.transport().now())?)
    }
}

impl<T: HttpTransport> RequestSource for SignedRequests<'_, T> {
    async fn request(&mut self, call: &CallState<'_>) -> Result<Request<Bytes>, ErrorKind> {
        // First, because it can be rejected, and a token must not be fetched then.
        let mut request = self.unauthorized(call).map_err(ErrorKind::Build)?;
        if self.request.needs_authorization() {
            let authorization = self.client.authorize(call, self.rejection.as_ref()).await?;
            self.sign(&mut request, &authorization).map_err(ErrorKind::Build)?;
            self.authorization = Some(authorization);
        }
        Ok(request)
    }

    fn secret(&self) -> Option<&str> {
        self.authorization.as_deref()?.secret()
    }

    async fn replaces_rejected_token(&mut self, response: &Response<Bytes>) -> bool {
        if self.rejection.is_some() || response.status() != 401 {
            return false;
        }
        if let Some(authorization) = &self.authorization {
            self.rejection = self.client.rejected(authorization, response).await;
        }
        self.rejection.is_some()
    }
}
