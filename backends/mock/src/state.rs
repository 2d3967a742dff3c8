//! What all handles of one mock share.

use crate::answers::Answer;
use crate::captured::Captured;
use crate::clock::Clock;
use crate::script::Step;
use bytes::Bytes;
use http::Request;
use std::collections::VecDeque;
use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// What answers when the script is used up.
pub(crate) type Otherwise = Arc<dyn Fn(&Request<Bytes>) -> Answer + Send + Sync>;

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

    pub(crate) fn steps_left(&self) -> usize {
        self.script().steps.len()
    }

    pub(crate) fn captured(&self) -> Vec<Captured> {
        self.script().captured.clone()
    }

    /// Takes note of a request and takes the step that is due: of the script, else what answers otherwise.
    pub(crate) fn next(&self, captured: Captured) -> Step {
        let mut script = self.script();
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
