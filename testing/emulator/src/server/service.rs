//! What every request handler needs.

use std::sync::Arc;

use crate::controls::Controls;
use crate::settings::Settings;
use crate::state::State;
use crate::tasks::Tasks;

#[derive(Debug)]
pub(crate) struct Service {
    pub(crate) settings: Settings,
    pub(crate) controls: Arc<Controls>,
    pub(crate) state: State,
    pub(crate) tasks: Tasks,
}

impl Service {
    pub(crate) fn new(settings: Settings, controls: Arc<Controls>, tasks: Tasks) -> Self {
        Self { settings, controls, state: State::default(), tasks }
    }

    /// Seconds since 1970.
    pub(crate) fn now(&self) -> u64 {
        self.controls.clock.now()
    }
}
