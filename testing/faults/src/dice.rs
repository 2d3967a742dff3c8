//! Random numbers that depend only on a seed and a purpose.

use std::sync::OnceLock;
use std::time::{SystemTime, UNIX_EPOCH};

/// The seed of this process: `WEBPUBSUB_FAULT_SEED`, or a random one.
///
/// # Panics
///
/// If the variable is not a number.
pub fn seed() -> u64 {
    static SEED: OnceLock<u64> = OnceLock::new();
    *SEED.get_or_init(|| {
        let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        let new = || mixed(now.as_secs() ^ u64::from(now.subsec_nanos())) >> 32;
        let given = std::env::var("WEBPUBSUB_FAULT_SEED").ok();
        given.map_or_else(new, |text| text.parse().expect("WEBPUBSUB_FAULT_SEED must be a number"))
    })
}

/// A sequence of throws for one purpose.
#[derive(Clone, Debug)]
pub struct Dice(u64);

impl Dice {
    /// The same seed, purpose and number give the same throws.
    pub fn new(seed: u64, purpose: u64, number: u64) -> Self {
        Self(mixed(mixed(mixed(seed) ^ purpose) ^ number))
    }

    /// A number from 0 to `sides - 1`.
    pub fn throw(&mut self, sides: u32) -> u32 {
        self.0 = mixed(self.0);
        u32::try_from(((self.0 >> 32) * u64::from(sides)) >> 32).unwrap_or(0)
    }

    /// One of these.
    pub fn one_of<T: Copy>(&mut self, of: &[T]) -> T {
        of[self.throw(u32::try_from(of.len()).unwrap_or(u32::MAX)) as usize]
    }
}

/// One step of `SplitMix64`.
fn mixed(number: u64) -> u64 {
    let mut z = number.wrapping_add(0x9E37_79B9_7F4A_7C15);
    z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    z ^ (z >> 31)
}
