//! An access key that can be replaced while clients use it.

use super::{Credential, CredentialKind};
use crate::{AccessKey, BuildError, Secret};
use alloc::sync::Arc;
use async_lock::RwLock;
use core::fmt;

/// An access key that can be [updated](Self::update) while clients use it, as when the resource's keys are regenerated.
///
/// Clones share the key. Each attempt of a call signs with the key that is current then.
///
/// ```
/// # use webpubsub_core::{BuildError, Credential, RotatingAccessKey};
/// # fn main() -> Result<(), BuildError> {
/// let key = RotatingAccessKey::new("primary")?;
/// let credential = Credential::from(key.clone()); // for any number of clients
/// key.update("secondary")?;
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
#[doc(alias = "AzureKeyCredential")]
pub struct RotatingAccessKey(Arc<RwLock<AccessKey>>);

impl RotatingAccessKey {
    /// As [`AccessKey::new`].
    pub fn new(key: impl Into<Secret>) -> Result<Self, BuildError> {
        Ok(Self(Arc::new(RwLock::new(AccessKey::new(key)?))))
    }

    /// Replaces the key for all calls that sign from now on. An invalid key is rejected, and the old one stays.
    pub fn update(&self, key: impl Into<Secret>) -> Result<(), BuildError> {
        let key = AccessKey::new(key)?;
        loop {
            // A reader holds the lock for one copy and never across an `await`.
            if let Some(mut current) = self.0.try_write() {
                *current = key;
                return Ok(());
            }
            core::hint::spin_loop();
        }
    }

    /// The key that is current now: for [`UpstreamBuilder::keys_from`](crate::events::UpstreamBuilder::keys_from), which
    /// verifies events by the key that signs calls.
    pub fn access_key(&self) -> AccessKey {
        loop {
            // A writer holds the lock for one copy.
            if let Some(current) = self.0.try_read() {
                return current.clone();
            }
            core::hint::spin_loop();
        }
    }

    pub(crate) async fn current(&self) -> AccessKey {
        self.0.read().await.clone()
    }
}

impl fmt::Debug for RotatingAccessKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("RotatingAccessKey")
    }
}

impl From<RotatingAccessKey> for Credential {
    fn from(key: RotatingAccessKey) -> Self {
        Self(CredentialKind::Rotating(key))
    }
}
