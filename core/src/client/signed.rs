//! Step 3 of a call, authorize: the signed HTTP requests of one operation.

use super::WebPubSubServiceClient;
use super::attempts::RequestSource;
use super::call_state::CallState;
use super::convert::write_head;
use super::tokens::Rejection;
use crate::operations::UnsignedRequest;
use crate::transport::HttpTransport;
use crate::{Authorization, BuildError, ErrorKind, Secret, UnixTime};
use alloc::borrow::Cow;
use bytes::Bytes;
use http::header::{HeaderName, USER_AGENT};
use http::{Request, Response};

const CLIENT_REQUEST_ID: HeaderName = HeaderName::from_static("x-ms-client-request-id");

pub(super) struct SignedRequests<'a, T> {
    client: &'a WebPubSubServiceClient<T>,
    request: &'a UnsignedRequest,
    /// What authorized the last request.
    authorization: Option<Cow<'a, Authorization>>,
    /// When, so that it can be made again: a signature depends on nothing else.
    signed_at: UnixTime,
    rejection: Option<Rejection>,
}

impl<'a, T> SignedRequests<'a, T> {
    pub(super) fn new(client: &'a WebPubSubServiceClient<T>, request: &'a UnsignedRequest) -> Self {
        Self { client, request, authorization: None, signed_at: UnixTime::from_secs(0), rejection: None }
    }

    /// The value of the `Authorization` header.
    fn header(&self) -> Result<Option<Secret>, BuildError> {
        match &self.authorization {
            Some(authorization) => self.request.authorization(authorization, self.signed_at),
            None => Ok(None),
        }
    }
}

impl<T: HttpTransport> RequestSource for SignedRequests<'_, T> {
    async fn authorize(&mut self, call: &CallState<'_>) -> Result<(), ErrorKind> {
        if self.request.needs_authorization() {
            self.authorization = Some(self.client.authorize(call, self.rejection.as_ref()).await?);
            self.signed_at = self.client.transport().now();
        }
        Ok(())
    }

    /// The signed request with the client's own headers.
    fn request(&self, call: &CallState<'_>) -> Result<Request<Bytes>, ErrorKind> {
        let mut request = Request::new(self.request.body.clone());
        // Shares the URL, so that a retry can send it again.
        let url = self.request.url_bytes().clone();
        let written = self.header().and_then(|header| write_head(&mut request, url, self.request, header));
        written.map_err(ErrorKind::Build)?;
        let headers = request.headers_mut();
        if let Some(id) = &call.client_request_id {
            headers.append(CLIENT_REQUEST_ID, id.clone());
        }
        headers.append(USER_AGENT, call.options.user_agent_or_default());
        for (name, value) in call.options.headers() {
            headers.append(name.clone(), value.clone());
        }
        Ok(request)
    }

    /// The token, without the word before it.
    fn secret(&self) -> Option<Secret> {
        self.header().ok()??.expose().strip_prefix("Bearer ").map(Secret::from)
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
