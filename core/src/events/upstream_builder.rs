//! The settings of an upstream application, completed by its keys.

use super::Upstream;
use super::origin::Origins;
use super::upstream::{Keys, Settings, TokenValidator};
use crate::{AccessKey, BuildError, validate};
use alloc::string::String;
use alloc::sync::Arc;
use alloc::vec::Vec;
use core::fmt;

/// An upstream application that has no keys yet; [`keys`](Self::keys) completes it.
#[must_use = "without keys it reads nothing"]
pub struct UpstreamBuilder {
    hub: String,
    origins: Option<Origins>,
    code: Option<AccessKey>,
    validate_token: Option<TokenValidator>,
    /// The first invalid setting.
    fault: Option<BuildError>,
}

impl UpstreamBuilder {
    pub(super) fn new(hub: String) -> Self {
        Self { hub, origins: None, code: None, validate_token: None, fault: None }
    }

    /// Accepts events of these origins only, and allows no others in the handshake: hosts of resources, with or without a
    /// port, or their endpoints; several between commas; `*` for any, which is the default. Can be called again for more.
    ///
    /// The signature is what authenticates an event. This keeps other resources from being set up to deliver here.
    pub fn allow_origins(mut self, list: &str) -> Self {
        if self.origins.get_or_insert_default().add(list).is_none() {
            self.reject(BuildError::new("allowed origins", "must be hosts or endpoints separated by commas, or *"));
        }
        self
    }

    /// Also requires `?code=…` in the URL of events: what the URL template of the event handler has there. Compared in
    /// constant time.
    pub fn code(mut self, code: &str) -> Self {
        match validate::secret("code", code).and_then(|()| AccessKey::of(code)) {
            Ok(code) => self.code = Some(code),
            Err(error) => self.reject(error),
        }
        self
    }

    /// Also requires that this function returns true for the bearer token of each event's request: the token without the
    /// word `Bearer`, or none. For event handlers that authenticate by managed identity. The function validates signature,
    /// audience and expiry, and compares secrets in constant time. A validation that has to wait cannot be made here: make it
    /// with [`EventContext::bearer_token`](super::EventContext::bearer_token).
    pub fn validate_token(mut self, validate: impl Fn(Option<&str>) -> bool + Send + Sync + 'static) -> Self {
        self.validate_token = Some(Arc::new(validate));
        self
    }

    /// With the access keys of the resource, one or, while they are rotated, two. An event is accepted if one of them signed
    /// it. Without any key there is an error.
    pub fn keys(self, keys: impl IntoIterator<Item = AccessKey>) -> Result<Upstream, BuildError> {
        let keys: Vec<_> = keys.into_iter().collect();
        if keys.is_empty() {
            return Err(BuildError::new("access key", "at least one is required, or nothing is verified"));
        }
        self.build(Keys::Fixed(keys))
    }

    /// With the keys that this function returns for each event, for keys that change while the program runs. If it returns
    /// none, no event is accepted.
    pub fn keys_from(self, keys: impl Fn() -> Vec<AccessKey> + Send + Sync + 'static) -> Result<Upstream, BuildError> {
        self.build(Keys::Current(Arc::new(keys)))
    }

    /// Accepts events without looking at their signature: **anybody who can reach the URL can forge them.** For local tests,
    /// and for resources without access keys together with [`validate_token`](Self::validate_token).
    pub fn insecure_accept_unsigned(self) -> Result<Upstream, BuildError> {
        self.build(Keys::None)
    }

    fn build(self, keys: Keys) -> Result<Upstream, BuildError> {
        if let Some(fault) = self.fault {
            return Err(fault);
        }
        validate::hub(&self.hub)?;
        let origins = self.origins.unwrap_or_else(Origins::any);
        let (hub, code, validate_token) = (self.hub, self.code, self.validate_token);
        Ok(Upstream(Arc::new(Settings { hub, origins, keys, code, validate_token })))
    }

    fn reject(&mut self, error: BuildError) {
        self.fault.get_or_insert(error);
    }
}

impl fmt::Debug for UpstreamBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("UpstreamBuilder").field("hub", &self.hub).finish_non_exhaustive()
    }
}
