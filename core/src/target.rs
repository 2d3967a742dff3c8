//! What all calls of one client have in common, parsed once.

use crate::request::{ServiceUrl, encode};
use crate::{BuildError, Endpoint, validate};
use alloc::borrow::{Cow, ToOwned};
use alloc::format;
use alloc::string::String;

/// The REST version that all operations of this library exist in.
const API_VERSION: &str = "2024-12-01";

/// Where calls go: endpoint, hub, api-version and, if there is one, the gateway in front.
///
/// ```
/// # use webpubsub_core::Target;
/// let target = Target::new("https://contoso.webpubsub.azure.com", "chat")?;
/// # Ok::<(), webpubsub_core::BuildError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Target {
    endpoint: Endpoint,
    gateway: Option<Endpoint>,
    hub: Result<String, BuildError>,
    /// `https://host/api/hubs/chat`, or without a valid hub empty.
    hub_url: String,
    api_version: Cow<'static, str>,
    /// Another scope than that of the endpoint's cloud.
    #[cfg(feature = "tokens")]
    token_scope: Option<String>,
    /// The first invalid value among gateway, api-version and token scope.
    fault: Option<BuildError>,
}

impl Target {
    /// Parses the endpoint (see [`Endpoint`]) and validates the hub: an ASCII letter followed by at most 127 letters,
    /// digits or any of `` _ ` , . [ ] ``. The service ignores the case of hubs.
    pub fn new(endpoint: &str, hub: &str) -> Result<Self, BuildError> {
        Self::at(endpoint.parse()?, hub)
    }

    /// As [`new`](Target::new), with an endpoint that is parsed already.
    pub fn at(endpoint: Endpoint, hub: &str) -> Result<Self, BuildError> {
        let target = Self {
            endpoint,
            gateway: None,
            hub: Ok(String::new()),
            hub_url: String::new(),
            api_version: Cow::Borrowed(API_VERSION),
            #[cfg(feature = "tokens")]
            token_scope: None,
            fault: None,
        }
        .with_hub(hub);
        target.hub()?;
        Ok(target)
    }

    /// The same target with another hub. An invalid hub is rejected by the first call that uses it.
    #[must_use]
    pub fn with_hub(mut self, hub: &str) -> Self {
        self.hub = validate::hub(hub).map(|()| hub.to_owned());
        self.hub_url = format!("{}/api/hubs/", self.endpoint);
        encode(&mut self.hub_url, hub);
        self
    }

    /// Sends requests to a gateway in front of the service, such as Azure API Management; its path is put before the
    /// service's. Tokens and client URLs keep naming the service, which validates them. An invalid URL is rejected by the
    /// first call.
    #[must_use]
    pub fn gateway(mut self, endpoint: &str) -> Self {
        match Endpoint::parse_as("gateway", endpoint, None) {
            Ok(gateway) => self.gateway = Some(gateway),
            Err(error) => self.fault = self.fault.or(Some(error)),
        }
        self
    }

    /// Asks for another REST version than `2024-12-01`: letters, digits, `-`, `.` and `_`. Not every operation exists in
    /// every version. An invalid version is rejected by the first call.
    #[must_use]
    pub fn api_version(mut self, version: &str) -> Self {
        let legal = version.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-._".contains(&byte));
        if version.is_empty() || !legal {
            let error = BuildError::new("api version", "must be letters, digits, '-', '.' and '_', at least one");
            self.fault = self.fault.or(Some(error));
        }
        self.api_version = Cow::Owned(version.to_owned());
        self
    }

    /// Asks for Microsoft Entra tokens with another scope than that of the endpoint's cloud, see
    /// [`entra::scope`](crate::entra::scope): for an endpoint under a domain of your own in a sovereign cloud. One scope, in
    /// visible ASCII characters, as a rule ending in `/.default`. An invalid scope is rejected by the first call.
    #[cfg(feature = "tokens")]
    #[must_use]
    pub fn token_scope(mut self, scope: &str) -> Self {
        if scope.is_empty() || !scope.bytes().all(|byte| byte.is_ascii_graphic()) {
            let error = BuildError::new("token scope", "must be visible ASCII characters, at least one");
            self.fault = self.fault.or(Some(error));
        }
        self.token_scope = Some(scope.to_owned());
        self
    }

    /// The scope of tokens for this service.
    #[cfg(feature = "tokens")]
    pub(crate) fn scope(&self) -> &str {
        self.token_scope.as_deref().unwrap_or_else(|| crate::entra::scope(&self.endpoint))
    }

    /// The service's own address.
    pub fn endpoint(&self) -> &Endpoint {
        &self.endpoint
    }

    pub(crate) fn gateway_endpoint(&self) -> Option<&Endpoint> {
        self.gateway.as_ref()
    }

    /// Where requests are sent: the gateway if there is one, else the service.
    pub fn request_endpoint(&self) -> &Endpoint {
        self.gateway.as_ref().unwrap_or(&self.endpoint)
    }

    /// The hub, or why it is invalid.
    #[inline]
    pub fn hub(&self) -> Result<&str, BuildError> {
        self.hub.as_deref().map_err(Clone::clone)
    }

    /// Starts the URL of a request about the hub: `{endpoint}/api/hubs/{hub}`.
    // Always, and so are `root_url` and `UnsignedRequest::at`: returned in memory, a URL is read back while its parts are
    // still being stored, which takes 10 ns each time.
    #[allow(clippy::inline_always)]
    #[inline(always)]
    pub fn hub_url(&self) -> Result<ServiceUrl<'_>, BuildError> {
        self.validate()?;
        self.hub()?;
        Ok(ServiceUrl::new(self, &self.hub_url))
    }

    /// Starts the URL of any other request: `{endpoint}`.
    #[allow(clippy::inline_always)]
    #[inline(always)]
    pub fn root_url(&self) -> Result<ServiceUrl<'_>, BuildError> {
        self.validate()?;
        Ok(ServiceUrl::new(self, self.endpoint.as_str()))
    }

    /// Gateway, api-version and token scope are valid.
    #[inline]
    pub(crate) fn validate(&self) -> Result<(), BuildError> {
        match &self.fault {
            None => Ok(()),
            Some(error) => Err(error.clone()),
        }
    }

    pub(crate) fn version(&self) -> &'_ str {
        &self.api_version
    }
}
