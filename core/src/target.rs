//! What all calls of one client have in common, parsed once.

use crate::request::encode;
use crate::{BuildError, Endpoint, checks};
use alloc::borrow::{Cow, ToOwned};
use alloc::format;
use alloc::string::String;

/// The REST version that all operations of this library exist in.
const API_VERSION: &str = "2024-12-01";

/// Where calls go: endpoint, hub, api-version and, if there is one, the proxy in front.
///
/// ```
/// # use webpubsub_core::Target;
/// let target = Target::new("https://contoso.webpubsub.azure.com", "chat")?;
/// # Ok::<(), webpubsub_core::BuildError>(())
/// ```
#[derive(Clone, Debug)]
pub struct Target {
    endpoint: Endpoint,
    carrier: Option<Endpoint>,
    hub: Result<String, BuildError>,
    /// `https://host/api/hubs/chat`, or without a valid hub empty.
    hub_url: String,
    api_version: Cow<'static, str>,
}

impl Target {
    /// Reads the endpoint (see [`Endpoint::parse`]) and checks the hub: an ASCII letter followed by at most 127 letters,
    /// digits or any of `` _ ` , . [ ] ``. The service takes upper and lower case for the same hub.
    pub fn new(endpoint: &str, hub: &str) -> Result<Self, BuildError> {
        Self::at(Endpoint::parse(endpoint)?, hub)
    }

    /// As [`new`](Target::new), with an endpoint that was read before.
    pub fn at(endpoint: Endpoint, hub: &str) -> Result<Self, BuildError> {
        let target = Self {
            endpoint,
            carrier: None,
            hub: Ok(String::new()),
            hub_url: String::new(),
            api_version: Cow::Borrowed(API_VERSION),
        }
        .with_hub(hub);
        target.hub()?;
        Ok(target)
    }

    /// The same target with another hub. A hub that breaks the rule is refused by the first call that uses it.
    #[must_use]
    pub fn with_hub(mut self, hub: &str) -> Self {
        self.hub = checks::hub(hub).map(|()| hub.to_owned());
        self.hub_url = format!("{}/api/hubs/", self.endpoint.as_str());
        encode(&mut self.hub_url, hub);
        self
    }

    /// Sends requests to `endpoint`, a gateway such as Azure API Management, instead; its path goes in front of the
    /// service's. Tokens and client URLs keep naming the service, which checks them.
    pub fn reverse_proxy(mut self, endpoint: &str) -> Result<Self, BuildError> {
        self.carrier = Some(Endpoint::parse_as("reverse proxy", endpoint, None)?);
        Ok(self)
    }

    /// Asks for another REST version than `2024-12-01`. Not every operation exists in every version.
    pub fn api_version(mut self, version: &str) -> Result<Self, BuildError> {
        let legal = version.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-._".contains(&byte));
        if version.is_empty() || !legal {
            return Err(BuildError::new("api version", "must be letters, digits, '-', '.' and '_', at least one"));
        }
        self.api_version = Cow::Owned(version.to_owned());
        Ok(self)
    }

    /// The service's own address.
    pub fn endpoint(&self) -> &Endpoint {
        &self.endpoint
    }

    /// Where requests are sent: the reverse proxy, else the service.
    pub fn carrier(&self) -> &Endpoint {
        self.carrier.as_ref().unwrap_or(&self.endpoint)
    }

    /// The hub, or what is wrong with it.
    pub fn hub(&self) -> Result<&str, BuildError> {
        self.hub.as_deref().map_err(Clone::clone)
    }

    pub(crate) fn hub_url(&self) -> Result<&str, BuildError> {
        self.hub()?;
        Ok(&self.hub_url)
    }

    pub(crate) fn version(&self) -> &str {
        &self.api_version
    }
}
