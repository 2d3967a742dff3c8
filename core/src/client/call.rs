//! One call: prepare, carry, read; what comes of it, for the caller.

use super::WebPubSubServiceClient;
use super::exchange::Exchanged;
use crate::{Error, ErrorKind, HttpTransport, Operation, Reply, Target};
use alloc::string::String;
use http::HeaderMap;

/// A call's output with what else the answer told.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Detailed<O> {
    /// What `call` returns.
    pub output: O,
    /// The HTTP status.
    pub status: u16,
    /// All headers of the answer that the transport passes on.
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
        self.exchange(operation).await?.read(self.target(), operation)
    }

    /// As [`call`](WebPubSubServiceClient::call); also returns status, headers, request id and number of attempts.
    pub async fn call_detailed<O: Operation>(&self, operation: &O) -> Result<Detailed<O::Output>, Error> {
        let exchanged = self.exchange(operation).await?;
        let output = exchanged.read(self.target(), operation)?;
        let Exchanged { response, history, .. } = exchanged;
        let (head, _) = response.into_parts();
        Ok(Detailed {
            output,
            status: head.status.as_u16(),
            headers: head.headers,
            request_id: history.request_id_text(),
            attempts: history.attempts(),
        })
    }
}

impl Exchanged {
    fn read<O: Operation>(&self, target: &Target, operation: &O) -> Result<O::Output, Error> {
        let reply = Reply::from_http(&self.response, self.read_at);
        operation.parse(&reply).map_err(|error| self.history.failure(target, ErrorKind::Service(error)))
    }
}
