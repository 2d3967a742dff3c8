//! The settings of a running emulator.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use crate::admin::{Access, Hosts};
use crate::clock::Clock;
use crate::controls::Controls;
use crate::entra::{Authority, EntraApplication};
use crate::ids::Ids;
use crate::limits::Limits;
use crate::record::{Record, RecordLimits};
use crate::start_error::StartError;
use crate::switches::Switches;
use crate::throttle::Throttle;
use crate::upstream::UpstreamSettings;
use crate::warnings::Warnings;

/// Fixed at the start.
#[derive(Clone, Debug)]
pub(crate) struct Settings {
    pub(crate) access_key: AccessKey,
    pub(crate) secondary_access_key: Option<AccessKey>,
    pub(crate) entra: Vec<EntraApplication>,
    pub(crate) allow_unvalidated_entra_tokens: bool,
    pub(crate) decode_slashes: bool,
    pub(crate) switches: Switches,
    pub(crate) keep_alive: Duration,
    pub(crate) limits: Limits,
    pub(crate) print_warnings: bool,
    pub(crate) record: RecordLimits,
    pub(crate) seed: Option<u64>,
    pub(crate) upstream: UpstreamSettings,
    /// Where the page may be opened; `None`: it is off.
    pub(crate) page: Option<Hosts>,
}

impl Settings {
    pub(crate) fn controls(&self) -> Result<Controls, StartError> {
        let authority = (!self.entra.is_empty()).then(|| Authority::new(self.entra.clone()));
        let authority = authority.transpose().map_err(|error| StartError::Randomness(error.to_string()))?;
        let access = Access::new().map_err(|error| StartError::Randomness(error.to_string()))?;
        Ok(Controls {
            authority,
            throttle: Throttle::default(),
            warnings: Warnings::new(self.print_warnings),
            clock: Arc::new(Clock::default()),
            ids: Ids::new(self.seed),
            record: Record::new(self.record),
            access,
        })
    }

    /// The access keys; tokens may be signed with any of them.
    pub(crate) fn keys(&self) -> impl Iterator<Item = &[u8]> {
        [Some(&self.access_key), self.secondary_access_key.as_ref()].into_iter().flatten().map(|key| key.0.as_bytes())
    }
}

/// The text of a key; its UTF-8 bytes are the signing key, without decoding.
#[derive(Clone)]
pub(crate) struct AccessKey(pub(crate) String);

impl fmt::Debug for AccessKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("AccessKey(..)")
    }
}

pub(crate) fn check_key(key: &str) -> Result<(), StartError> {
    let rule = if key.len() < 32 {
        "must have at least 32 bytes"
    } else if key.contains(';') {
        "must not contain `;`"
    } else if key.chars().any(char::is_control) {
        "must not contain control characters"
    } else if key.trim() != key {
        "must not begin or end with whitespace"
    } else {
        return Ok(());
    };
    Err(StartError::AccessKey(rule))
}

#[cfg(test)]
mod tests {
    use super::check_key;
    use crate::DEFAULT_ACCESS_KEY;

    #[test]
    fn keys_are_checked() {
        assert!(check_key(DEFAULT_ACCESS_KEY).is_ok());
        assert!(check_key(&"k".repeat(31)).is_err());
        assert!(check_key(&"ключ".repeat(4)).is_ok(), "bytes count, not characters");
        for bad in [";", "\n", " "] {
            assert!(check_key(&format!("{}{bad}", "k".repeat(40))).is_err());
        }
    }
}
