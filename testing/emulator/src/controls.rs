//! What can be changed while the emulator runs, and what survives a restart.

use std::sync::Arc;

use crate::admin::Access;
use crate::clock::Clock;
use crate::entra::Authority;
use crate::ids::Ids;
use crate::record::Record;
use crate::throttle::Throttle;
use crate::warnings::Warnings;

/// Shared by the handle and the request handlers.
#[derive(Debug)]
pub(crate) struct Controls {
    /// The emulator's own Entra ID, if there is one.
    pub(crate) authority: Option<Authority>,
    pub(crate) throttle: Throttle,
    pub(crate) warnings: Warnings,
    pub(crate) clock: Arc<Clock>,
    pub(crate) ids: Ids,
    pub(crate) record: Record,
    pub(crate) access: Access,
}
