//! What all handles of one mock share.

use crate::captured::Captured;
use crate::clock::Clock;
use crate::responses::SendResult;
use crate::script::Step;
use crate::success::GET_TOKEN;
use bytes::Bytes;
use http::Request;
use std::collections::VecDeque;
use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use webpubsub_core::transport::Attempt;

/// What responds when the script is used up.
pub(crate) type Otherwise = Arc<dyn Fn(&Request<Bytes>, Attempt) -> SendResult + Send + Sync>;

#[derive(Default)]
pub(crate) struct State {
    pub(crate) clock: Clock,
    script: Mutex<Script>,
}

#[derive(Default)]
struct Script {
    steps: VecDeque<Step>,
    otherwise: Option<Otherwise>,
    captured: Vec<Captured>,
    key: Option<Arc<str>>,
    with_token_requests: bool,
}

impl State {
    pub(crate) fn push(&self, step: Step) {
        self.script().steps.push_back(step);
    }

    pub(crate) fn set_otherwise(&self, otherwise: Otherwise) {
        self.script().otherwise = Some(otherwise);
    }

    pub(crate) fn set_key(&self, key: &str) {
        self.script().key = Some(key.into());
    }

    pub(crate) fn key(&self) -> Arc<str> {
        self.script().key.clone().unwrap_or_else(|| crate::ACCESS_KEY.into())
    }

    pub(crate) fn script_token_requests(&self) {
        self.script().with_token_requests = true;
    }

    pub(crate) fn steps_left(&self) -> usize {
        self.script().steps.len()
    }

    pub(crate) fn captured(&self) -> Vec<Captured> {
        self.script().captured.clone()
    }

    /// Captures a request and takes the step that is due: of the script, else what responds otherwise.
    pub(crate) fn next(&self, request: &Request<Bytes>, attempt: Attempt) -> Step {
        let captured = Captured::new(request.clone(), attempt, self.key(), self.clock.now());
        let mut script = self.script();
        if attempt.operation == GET_TOKEN && !script.with_token_requests {
            return Step::Success;
        }
        script.captured.push(captured);
        let step = script.steps.pop_front();
        step.unwrap_or_else(|| script.otherwise.clone().map_or(Step::Success, Step::Otherwise))
    }

    fn script(&self) -> MutexGuard<'_, Script> {
        self.script.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl fmt::Debug for State {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let script = self.script();
        f.debug_struct("MockTransport")
            .field("captured", &script.captured)
            .field("steps_left", &script.steps.len())
            .field("elapsed", &self.clock.elapsed())
            .finish_non_exhaustive()
    }
}
