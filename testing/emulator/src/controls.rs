//! What can be changed while the emulator runs, and what survives a restart.

use std::sync::Arc;

use crate::clock::Clock;
use crate::entra::Authority;
use crate::throttle::Throttle;
use crate::warnings::Warnings;

/// Shared by the handle and the request handlers.
#[derive(Debug, Default)]
pub(crate) struct Controls {
    /// The emulator's own Entra ID, if there is one.
    pub(crate) authority: Option<Authority>,
    pub(crate) throttle: Throttle,
    pub(crate) warnings: Warnings,
    pub(crate) clock: Arc<Clock>,
}

impl Controls {
    pub(crate) fn new(authority: Option<Authority>, warnings: Warnings) -> Self {
        Self { authority, warnings, ..Self::default() }
    }
}
