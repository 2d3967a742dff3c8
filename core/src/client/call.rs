//! One call from an operation to its output.

use super::WebPubSubServiceClient;
use super::attempts::RequestSource;
use super::call_state::{CallState, Secrets};
use super::convert::validate;
use super::log;
use super::request_id::uuid_v4;
use super::signed::SignedRequests;
use crate::operations::{Operation, UnsignedRequest};
use crate::transport::{HttpTransport, UnixTime};
use crate::{BuildError, Error, ErrorKind, ResponseParts, Secret, ServiceError};
use alloc::borrow::ToOwned;
use alloc::string::String;
use bytes::Bytes;
use core::fmt;
use http::{HeaderMap, HeaderValue, Response};

/// A call's output with the rest of its response.
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct DetailedResponse<O> {
    /// What `call` returns.
    pub output: O,
    /// The HTTP status.
    pub status: u16,
    /// All headers of the response that the transport passes on.
    pub headers: HeaderMap,
    /// The id that the client sent (`x-ms-client-request-id`).
    pub client_request_id: Option<String>,
    /// The id that the service gave the request (`x-ms-request-id`), if it gave one: for a support case.
    pub service_request_id: Option<String>,
    /// How many requests were sent.
    pub attempts: u32,
}

impl<O> DetailedResponse<O> {
    /// For a test: a response without headers and ids, after one attempt.
    pub fn new(output: O, status: u16) -> Self {
        let headers = HeaderMap::new();
        Self { output, status, headers, client_request_id: None, service_request_id: None, attempts: 1 }
    }
}

/// Shows no header's value, the service's request id among them: it can be a cookie or a repeated token.
impl<O: fmt::Debug> fmt::Debug for DetailedResponse<O> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("DetailedResponse")
            .field("output", &self.output)
            .field("status", &self.status)
            .field("client_request_id", &self.client_request_id)
            .field("attempts", &self.attempts)
            .finish_non_exhaustive()
    }
}

impl<T: HttpTransport> WebPubSubServiceClient<T> {
    /// Makes one call: validates, signs, sends, parses the response, and retries as far as the
    /// [`RetryPolicy`](crate::RetryPolicy) allows.
    ///
    /// Dropping the future cancels the call; a request that was being sent may still take effect.
    ///
    /// ```
    /// # use webpubsub_core::{Error, Filter, Message, WebPubSubServiceClient, transport::SendHttpTransport};
    /// # use webpubsub_core::operations::SendToGroup;
    /// # async fn publish<T: SendHttpTransport>(client: WebPubSubServiceClient<T>, me: &str) -> Result<(), Error> {
    /// let send = SendToGroup::new("lobby", Message::text("hi")).filter(Filter::user_id().ne(me));
    /// client.call(&send).await
    /// # }
    /// ```
    pub async fn call<O: Operation>(&self, operation: &O) -> Result<O::Output, Error> {
        let request = operation.request(self.target());
        self.send(O::NAME, request).await?.parse(|response| operation.parse(response))
    }

    /// As [`call`](WebPubSubServiceClient::call); also returns status, headers, request ids and the number of attempts.
    ///
    /// ```
    /// # use webpubsub_core::{Error, Message, WebPubSubServiceClient, operations::SendToAll, transport::SendHttpTransport};
    /// # async fn example<T: SendHttpTransport>(client: WebPubSubServiceClient<T>) -> Result<(), Error> {
    /// let response = client.call_detailed(&SendToAll::new(Message::text("hi"))).await?;
    /// println!("{} after {} attempts", response.status, response.attempts);
    /// # Ok(())
    /// # }
    /// ```
    pub async fn call_detailed<O: Operation>(&self, operation: &O) -> Result<DetailedResponse<O::Output>, Error> {
        let request = operation.request(self.target());
        let received = self.send(O::NAME, request).await?;
        let output = received.parse(|response| operation.parse(response))?;
        let parts = ResponseParts::from_http(&received.response, received.at);
        Ok(DetailedResponse {
            output,
            status: parts.status(),
            service_request_id: parts.request_id().map(ToOwned::to_owned),
            client_request_id: received.call.client_request_id(),
            attempts: received.call.attempts,
            headers: received.response.into_parts().0.headers,
        })
    }

    /// Steps 3, 4 and 6 for a request: the same code for all operations.
    async fn send(
        &self,
        operation: &'static str,
        request: Result<UnsignedRequest, BuildError>,
    ) -> Result<ReceivedResponse<'_, T>, Error> {
        let rejected = |error| Error::rejected(operation, error);
        let options = self.options();
        let request = request.map_err(rejected)?;
        options.validate().and_then(|()| validate(&request)).map_err(rejected)?;
        let transport = self.transport();
        let mut call = CallState::new(operation, self.target().request_endpoint(), options, transport.now(), None);
        call.idempotent = request.is_idempotent();
        if request.has_secret_response() {
            call.secrets = Secrets::Response;
        }
        call.client_request_id = match options.own_request_id() {
            Some(id) => Some(id.clone()),
            None => HeaderValue::from_bytes(&uuid_v4(transport.random())).ok(),
        };
        let mut requests = SignedRequests::new(self, request);
        let result = self.attempts(&mut call, &mut requests).await;
        log::end(&call, result.as_ref().map(|(response, _)| response.status().as_u16()));
        match result {
            Ok((response, at)) => Ok(ReceivedResponse { response, at, call, requests }),
            Err(kind) => Err(call.failure(kind)),
        }
    }
}

/// The response that ended a call, and the call's state then.
struct ReceivedResponse<'a, T> {
    response: Response<Bytes>,
    at: UnixTime,
    call: CallState<'a>,
    requests: SignedRequests<'a, T>,
}

impl<T: HttpTransport> ReceivedResponse<'_, T> {
    fn parse<O>(&self, parse: impl FnOnce(&ResponseParts<'_>) -> Result<O, ServiceError>) -> Result<O, Error> {
        let parts = ResponseParts::from_http(&self.response, self.at);
        parse(&parts).map_err(|mut error| {
            if self.call.secrets != Secrets::None && matches!(error.status(), 200..300) {
                error.hide_all();
            }
            self.hide_secrets(&mut error);
            self.call.failure(ErrorKind::Service(error))
        })
    }

    /// Without details an error has no text of the response, but for a body that is kept as it came.
    fn hide_secrets(&self, error: &mut ServiceError) {
        if cfg!(feature = "error-details") {
            let token = self.requests.secret();
            let token = token.as_ref().map(Secret::expose);
            self.call.options.secrets().chain(token).for_each(|secret| error.hide(secret));
        }
    }
}
