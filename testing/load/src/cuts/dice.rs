//! Random numbers that depend only on a seed and a purpose.

use std::time::{SystemTime, UNIX_EPOCH};

/// The seed of this process: `WEBPUBSUB_CUT_SEED`, or a random one.
///
/// # Panics
///
/// If the variable is not a number.
#[must_use]
pub fn seed() -> u64 {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    let new = || mixed(now.as_secs() ^ u64::from(now.subsec_nanos())) >> 32;
    let given = std::env::var("WEBPUBSUB_CUT_SEED").ok();
    given.map_or_else(new, |text| text.parse().expect("WEBPUBSUB_CUT_SEED must be a number"))
}

/// A sequence of throws for one purpose.
#[derive(Clone, Debug)]
pub(super) struct Dice(u64);

impl Dice {
    /// The same seed and purpose give the same throws.
    pub(super) fn new(seed: u64, purpose: u64) -> Self {
        Self(mixed(mixed(seed) ^ purpose))
    }

    /// A number from 0 to `sides - 1`.
    pub(super) fn throw(&mut self, sides: usize) -> usize {
        self.0 = mixed(self.0);
        usize::try_from(self.0 % sides.max(1) as u64).unwrap_or(0)
    }
}

/// One step of `SplitMix64`.
fn mixed(number: u64) -> u64 {
    let mut z = number.wrapping_add(0x9E37_79B9_7F4A_7C15);
    z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    z ^ (z >> 31)
}
