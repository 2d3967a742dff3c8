//! What every request is answered from.

use std::time::{SystemTime, UNIX_EPOCH};

use crate::life::Life;
use crate::settings::Settings;
use crate::state::State;

#[derive(Debug)]
pub(crate) struct Service {
    pub(crate) settings: Settings,
    pub(crate) state: State,
    pub(crate) life: Life,
}

impl Service {
    pub(crate) fn new(settings: Settings, life: Life) -> Self {
        Self { settings, state: State::default(), life }
    }

    /// Seconds since 1970.
    #[allow(clippy::unused_self)]
    pub(crate) fn now(&self) -> u64 {
        SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs())
    }
}
