//! What every request is answered from.

use std::sync::Arc;

use crate::controls::Controls;
use crate::life::Life;
use crate::settings::Settings;
use crate::state::State;

#[derive(Debug)]
pub(crate) struct Service {
    pub(crate) settings: Settings,
    pub(crate) controls: Arc<Controls>,
    pub(crate) state: State,
    pub(crate) life: Life,
}

impl Service {
    pub(crate) fn new(settings: Settings, controls: Arc<Controls>, life: Life) -> Self {
        Self { settings, controls, state: State::default(), life }
    }

    /// Seconds since 1970.
    pub(crate) fn now(&self) -> u64 {
        self.controls.now()
    }
}
