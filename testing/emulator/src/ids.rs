//! The ids of connections: random, or the same in every run.

use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};

use sha2::{Digest as _, Sha256};

/// Issues ids of 32 hexadecimal digits.
#[derive(Default)]
pub(crate) struct Ids {
    seed: Option<u64>,
    issued: AtomicU64,
}

impl Ids {
    /// With a seed, the ids follow from it and from their order alone.
    pub(crate) fn new(seed: Option<u64>) -> Self {
        Self { seed, issued: AtomicU64::new(0) }
    }

    pub(crate) fn issue(&self) -> Result<Arc<str>, getrandom::Error> {
        let mut bytes = [0; 16];
        match self.seed {
            Some(seed) => {
                let number = self.issued.fetch_add(1, Relaxed);
                let digest =
                    Sha256::new().chain_update(seed.to_be_bytes()).chain_update(number.to_be_bytes()).finalize();
                bytes.copy_from_slice(&digest[..16]);
            }
            None => getrandom::fill(&mut bytes)?,
        }
        Ok(format!("{:032x}", u128::from_be_bytes(bytes)).into())
    }
}

impl fmt::Debug for Ids {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Ids").field("seed", &self.seed).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_seed_repeats_its_ids() {
        let three = |seed| {
            let ids = Ids::new(seed);
            [(); 3].map(|()| ids.issue().expect("an id"))
        };
        let seeded = three(Some(7));
        assert_eq!(seeded, three(Some(7)));
        assert_ne!(seeded, three(Some(8)));
        assert_ne!(three(None), three(None));
        assert!(seeded[0] != seeded[1] && seeded.iter().all(|id| id.len() == 32));
    }
}
