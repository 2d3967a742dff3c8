//! One call from an operation to its output.

use super::attempts::{ReceivedResponse, RequestSource};
use super::call_state::{CallState, Secrets};
use super::convert::validate;
use super::request_id::uuid_v4;
use super::signed::SignedRequests;
use super::{DetailedResponse, WebPubSubServiceClient, log};
use crate::operations::{Operation, UnsignedRequest};
use crate::transport::HttpTransport;
use crate::{BuildError, Error, ErrorKind, ResponseParts, Secret, ServiceError};
use alloc::borrow::ToOwned;
use http::HeaderValue;

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
        let mut call = Call::new(self, O::NAME, &request)?;
        let received = call.send().await?;
        call.parse(&received, |response| operation.parse(response))
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
        let mut call = Call::new(self, O::NAME, &request)?;
        let received = call.send().await?;
        let output = call.parse(&received, |response| operation.parse(response))?;
        let parts = ResponseParts::from_http(&received.response, received.at);
        Ok(DetailedResponse {
            output,
            status: parts.status(),
            service_request_id: parts.request_id().map(ToOwned::to_owned),
            client_request_id: call.state.client_request_id(),
            attempts: call.state.attempts,
            headers: received.response.into_parts().0.headers,
        })
    }
}

/// Steps 3 to 6 of one call: the same code for all operations.
struct Call<'a, T> {
    client: &'a WebPubSubServiceClient<T>,
    state: CallState<'a>,
    requests: SignedRequests<'a, T>,
}

impl<'a, T: HttpTransport> Call<'a, T> {
    /// Rejects an invalid request, and invalid options.
    fn new(
        client: &'a WebPubSubServiceClient<T>,
        operation: &'static str,
        request: &'a Result<UnsignedRequest, BuildError>,
    ) -> Result<Self, Error> {
        let rejected = |error| Error::rejected(operation, error);
        let (options, transport) = (client.options(), client.transport());
        let request = request.as_ref().map_err(|error| rejected(error.clone()))?;
        options.validate().and_then(|()| validate(request)).map_err(rejected)?;
        let mut state = CallState::new(operation, client.target().request_endpoint(), options, transport.now(), None);
        state.idempotent = request.is_idempotent();
        if request.has_secret_response() {
            state.secrets = Secrets::Response;
        }
        state.client_request_id = match options.own_request_id() {
            Some(id) => Some(id.clone()),
            None => HeaderValue::from_bytes(&uuid_v4(transport.random())).ok(),
        };
        Ok(Self { client, state, requests: SignedRequests::new(client, request) })
    }

    /// Makes attempts; any response is a success here.
    async fn send(&mut self) -> Result<ReceivedResponse, Error> {
        let result = self.client.attempts(&mut self.state, &mut self.requests).await;
        log::end(&self.state, result.as_ref().map(|received| received.response.status().as_u16()));
        result.map_err(|kind| self.state.failure(kind))
    }

    fn parse<O>(
        &self,
        received: &ReceivedResponse,
        parse: impl FnOnce(&ResponseParts<'_>) -> Result<O, ServiceError>,
    ) -> Result<O, Error> {
        let parts = ResponseParts::from_http(&received.response, received.at);
        parse(&parts).map_err(|mut error| {
            if self.state.secrets != Secrets::None && matches!(error.status(), 200..300) {
                error.hide_all();
            }
            self.hide_secrets(&mut error);
            self.state.failure(ErrorKind::Service(error))
        })
    }

    /// Without details an error has no text of the response, but for a body that is kept as it came.
    fn hide_secrets(&self, error: &mut ServiceError) {
        if cfg!(feature = "error-details") {
            let token = self.requests.secret();
            let token = token.as_ref().map(Secret::expose);
            self.state.options.secrets().chain(token).for_each(|secret| error.hide(secret));
        }
    }
}
