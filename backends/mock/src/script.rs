//! The outcomes of the requests, one after the other.

use crate::MockTransport;
use crate::responses::{self, SendResult};
use crate::state::Otherwise;
use bytes::Bytes;
use http::{Request, Response};
use serde::Serialize;
use std::sync::Arc;
use std::time::Duration;
use webpubsub_core::TransportErrorKind;
use webpubsub_core::transport::Attempt;

/// One step of the script.
pub(crate) enum Step {
    /// The operation's own success.
    Success,
    /// Its success with this body.
    Body(Bytes),
    /// This, whatever the operation.
    Result(SendResult),
    /// No response, ever.
    Silence,
    /// What the test's function returns.
    Otherwise(Otherwise),
}

/// The script. Each method adds a step, for one more request; a retry is a request of its own. When the steps are used up,
/// every call succeeds, unless [`otherwise`](MockTransport::otherwise) sets something else.
///
/// The methods return the handle, so that steps can be chained; they can be added at any time.
#[allow(clippy::return_self_not_must_use)] // The step is added, whether or not the handle is used.
impl MockTransport {
    /// The operation's own success: 202 for a send, a token for `client_access_token`, one member for a listing.
    pub fn respond_ok(&self) -> Self {
        self.then(Step::Success)
    }

    /// The operation's own status with this JSON body.
    ///
    /// # Panics
    ///
    /// If the value cannot be serialized as JSON.
    pub fn respond_json(&self, value: &(impl Serialize + ?Sized)) -> Self {
        let body = serde_json::to_vec(value).expect("a value that can be serialized as JSON");
        self.then(Step::Body(body.into()))
    }

    /// An error as the service sends it: `respond_error(404, "Error.Connection.NotExisted")`.
    ///
    /// # Panics
    ///
    /// If the status is not a number from 100 to 999, or the code is not a valid header value.
    pub fn respond_error(&self, status: u16, code: &str) -> Self {
        self.then(Step::Result(responses::error(status, code)))
    }

    /// 429, with the wait that the service asks for.
    pub fn respond_throttled(&self, after: Duration) -> Self {
        self.then(Step::Result(responses::throttled(after)))
    }

    /// Exactly this response.
    pub fn respond(&self, response: Response<Bytes>) -> Self {
        self.then(Step::Result(Ok(response)))
    }

    /// No response, until the attempt's timeout passes in virtual time: [`TransportErrorKind::Timeout`].
    pub fn never_respond(&self) -> Self {
        self.then(Step::Silence)
    }

    /// No connection, so nothing is sent: [`TransportErrorKind::NotSent`].
    pub fn refuse_connection(&self) -> Self {
        self.fail_with(TransportErrorKind::NotSent)
    }

    /// The connection breaks after the request was sent: [`TransportErrorKind::Interrupted`].
    pub fn drop_after_sending(&self) -> Self {
        self.fail_with(TransportErrorKind::Interrupted)
    }

    /// No response, for a reason of this kind.
    pub fn fail_with(&self, kind: TransportErrorKind) -> Self {
        self.then(Step::Result(responses::failure(kind)))
    }

    /// What every request receives when the script is used up; see [`responses`].
    pub fn otherwise(&self, respond: impl Fn(&Request<Bytes>, Attempt) -> SendResult + Send + Sync + 'static) -> Self {
        self.state().set_otherwise(Arc::new(respond));
        self.clone()
    }

    /// How many steps no request has used. If some are left at the end of a test, expected calls were not made.
    pub fn steps_left(&self) -> usize {
        self.state().steps_left()
    }

    fn then(&self, step: Step) -> Self {
        self.state().push(step);
        self.clone()
    }
}
