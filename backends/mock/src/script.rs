//! What comes of the requests, one after the other.

use crate::MockTransport;
use crate::answers::{self, Answer};
use crate::state::Otherwise;
use bytes::Bytes;
use http::{Request, Response};
use serde::Serialize;
use std::sync::Arc;
use std::time::Duration;
use webpubsub_core::TransportErrorKind;

/// One step of the script.
pub(crate) enum Step {
    /// The operation's own success.
    Success,
    /// Its success with this body.
    Body(Bytes),
    /// This, whatever the operation.
    Answer(Answer),
    /// Nothing, ever.
    Silence,
    /// What the test's function says.
    Otherwise(Otherwise),
}

/// The script. Each method adds a step, for one request more; a repeated attempt is a request of its own. When the steps
/// are used up, every call succeeds, unless [`otherwise`](MockTransport::otherwise) says something else.
///
/// They return the handle, so that steps can be written in a row, and can be added at any time.
#[allow(clippy::return_self_not_must_use)] // The step is added, whether the handle is wanted or not.
impl MockTransport {
    /// The operation's own success: 202 for a send, a token for `client_access_token`, one member for a listing.
    pub fn reply_ok(&self) -> Self {
        self.then(Step::Success)
    }

    /// The operation's own status with this JSON body.
    ///
    /// # Panics
    ///
    /// If the value cannot be written as JSON.
    pub fn reply_json(&self, value: &(impl Serialize + ?Sized)) -> Self {
        let body = serde_json::to_vec(value).expect("a value that can be written as JSON");
        self.then(Step::Body(body.into()))
    }

    /// An error as the service writes it: `reply_error(404, "Error.Connection.NotExisted")`.
    ///
    /// # Panics
    ///
    /// If the status is none, or the code cannot stand in a header.
    pub fn reply_error(&self, status: u16, code: &str) -> Self {
        self.then(Step::Answer(answers::error(status, code)))
    }

    /// 429, with the wait that the service asks for.
    pub fn reply_throttled(&self, after: Duration) -> Self {
        self.then(Step::Answer(answers::throttled(after)))
    }

    /// Exactly this answer.
    pub fn reply(&self, answer: Response<Bytes>) -> Self {
        self.then(Step::Answer(Ok(answer)))
    }

    /// No answer, until the caller's limit passes in virtual time: [`TransportErrorKind::Timeout`].
    pub fn never_answers(&self) -> Self {
        self.then(Step::Silence)
    }

    /// No connection, and nothing sent: [`TransportErrorKind::NotSent`].
    pub fn refuses(&self) -> Self {
        self.fails(TransportErrorKind::NotSent)
    }

    /// The connection breaks after the request: [`TransportErrorKind::Interrupted`].
    pub fn drops_after_sending(&self) -> Self {
        self.fails(TransportErrorKind::Interrupted)
    }

    /// No answer, for a reason of this kind.
    pub fn fails(&self, kind: TransportErrorKind) -> Self {
        self.then(Step::Answer(answers::no_answer(kind)))
    }

    /// What every request gets when the script is used up; see [`answers`].
    pub fn otherwise(&self, answer: impl Fn(&Request<Bytes>) -> Answer + Send + Sync + 'static) -> Self {
        self.state().set_otherwise(Arc::new(answer));
        self.clone()
    }

    /// How many steps no request has asked for. A test that ends with more than none expected calls that were not made.
    pub fn steps_left(&self) -> usize {
        self.state().steps_left()
    }

    fn then(&self, step: Step) -> Self {
        self.state().push(step);
        self.clone()
    }
}
