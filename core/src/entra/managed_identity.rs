//! The identity that Azure assigned to the machine or the app in which the program runs.

use super::response::parse_identity_token;
use super::{AccessToken, TokenRequest};
use crate::request::{PreparedRequest, UnsignedRequest, encode};
use crate::retry::Outcome;
use crate::{BuildError, CredentialError, Endpoint, Method, ResponseParts, Secret, UnixTime, validate};
use alloc::borrow::ToOwned;
use alloc::format;
use alloc::string::String;
use core::fmt;
use core::net::{Ipv4Addr, Ipv6Addr};
use core::time::Duration;

const METADATA_SERVICE: &str = "http://169.254.169.254";

/// A managed identity: a token without a secret of your own, from the platform in which the program runs.
///
/// | the program runs in | constructor | values |
/// | --- | --- | --- |
/// | a virtual machine, a scale set, Kubernetes without workload identity | [`virtual_machine`](Self::virtual_machine) | none |
/// | App Service, Functions, Container Apps | [`app_service`](Self::app_service) | `IDENTITY_ENDPOINT`, `IDENTITY_HEADER` |
///
/// The identity is the one that the system assigned, unless [`client_id`](Self::client_id),
/// [`object_id`](Self::object_id) or [`resource_id`](Self::resource_id) names one that a user assigned; the last of them
/// counts.
///
/// The request for a token is never to leave the machine or its private network, so a transport must not send it through a
/// proxy, whose own metadata service would respond. The proxies of the environment are not used for link-local addresses, as
/// the metadata service has; where the identity endpoint is another address, or a proxy is set by the program, name it
/// among the exceptions (`NO_PROXY`). Elsewhere than in Azure nothing responds, and a call fails when its timeout passes.
/// Claims that the service demands are not passed on, because the platform takes none.
///
/// ```
/// # use webpubsub_core::{BuildError, entra::ManagedIdentity};
/// # fn credential(variable: impl Fn(&str) -> String) -> Result<ManagedIdentity, BuildError> {
/// let machine = ManagedIdentity::virtual_machine()?;
/// let app = ManagedIdentity::app_service(&variable("IDENTITY_ENDPOINT"), variable("IDENTITY_HEADER"))?
///     .client_id("11111111-2222-3333-4444-555555555555")?;
/// # Ok(app)
/// # }
/// ```
///
/// Protocols: <https://learn.microsoft.com/entra/identity/managed-identities-azure-resources/how-to-use-vm-token> and
/// <https://learn.microsoft.com/azure/app-service/overview-managed-identity#rest-endpoint-reference>
#[derive(Clone)]
pub struct ManagedIdentity {
    endpoint: Endpoint,
    platform: Platform,
    /// The kind and the value of a user-assigned identity's id.
    assigned: Option<(Id, String)>,
    loopback_http: bool,
}

#[derive(Clone)]
enum Platform {
    VirtualMachine,
    AppService(Secret),
}

#[derive(Clone, Copy, Debug)]
enum Id {
    Client,
    Object,
    Resource,
}

impl ManagedIdentity {
    /// By the metadata service of virtual machines, at `http://169.254.169.254` (api-version 2018-02-01).
    pub fn virtual_machine() -> Result<Self, BuildError> {
        Self::new(METADATA_SERVICE, Platform::VirtualMachine)
    }

    /// By the endpoint of App Service, Functions or Container Apps (api-version 2019-08-01): `endpoint` is the value of
    /// the variable `IDENTITY_ENDPOINT`, `header` that of `IDENTITY_HEADER`.
    pub fn app_service(endpoint: &str, header: impl Into<Secret>) -> Result<Self, BuildError> {
        let header = header.into();
        validate::secret("identity header", header.expose())?;
        Self::new(endpoint, Platform::AppService(header))
    }

    fn new(endpoint: &str, platform: Platform) -> Result<Self, BuildError> {
        let endpoint = near(endpoint)?;
        Ok(Self { endpoint, platform, assigned: None, loopback_http: false })
    }

    /// Sets where the platform is asked, in place of the constructor's: a proxy for pods, or a test's server. It is
    /// `https`, or `http` to this machine or an address of a private network.
    pub fn endpoint(mut self, url: &str) -> Result<Self, BuildError> {
        self.endpoint = near(url)?;
        Ok(self)
    }

    /// The user-assigned identity with this client id.
    pub fn client_id(self, id: &str) -> Result<Self, BuildError> {
        self.assigned("client id", Id::Client, id)
    }

    /// The user-assigned identity with this object id, also called principal id.
    pub fn object_id(self, id: &str) -> Result<Self, BuildError> {
        self.assigned("object id", Id::Object, id)
    }

    /// The user-assigned identity with this resource id: `/subscriptions/…/userAssignedIdentities/…`.
    pub fn resource_id(self, id: &str) -> Result<Self, BuildError> {
        self.assigned("resource id", Id::Resource, id)
    }

    fn assigned(mut self, field: &'static str, kind: Id, id: &str) -> Result<Self, BuildError> {
        validate::secret(field, id)?;
        self.assigned = Some((kind, id.to_owned()));
        Ok(self)
    }

    /// Allows to send tokens over `http` to a service on this machine (`localhost`, `127.0.0.0/8`, `[::1]`), for an
    /// emulator. Elsewhere it is always `https`.
    #[must_use]
    pub fn allow_http_on_loopback(mut self) -> Self {
        self.loopback_http = true;
        self
    }

    /// The HTTP request for a token.
    pub fn token_request(&self, request: TokenRequest<'_>) -> Result<PreparedRequest, CredentialError> {
        let invalid = |error| CredentialError::new("the token request is invalid").with_source(error);
        let request = self.unsigned_request(request.scope).map_err(invalid)?;
        Ok(PreparedRequest { request, authorization: None })
    }

    fn unsigned_request(&self, scope: &str) -> Result<UnsignedRequest, BuildError> {
        let (path, version) = match self.platform {
            Platform::VirtualMachine => ("/metadata/identity/oauth2/token", "2018-02-01"),
            Platform::AppService(_) if self.endpoint.path().is_empty() => ("/", "2019-08-01"),
            Platform::AppService(_) => ("", "2019-08-01"),
        };
        let mut url = format!("{}{path}?api-version={version}&resource=", self.endpoint);
        encode(&mut url, scope.strip_suffix("/.default").unwrap_or(scope));
        if let Some((kind, id)) = &self.assigned {
            url.push('&');
            url.push_str(self.parameter(*kind));
            url.push('=');
            encode(&mut url, id);
        }
        let request = UnsignedRequest::to(Method::Get, url, self.endpoint.confidential());
        match &self.platform {
            Platform::VirtualMachine => request.header("metadata", "true"),
            Platform::AppService(header) => request.secret_header("x-identity-header", header.clone()),
        }
    }

    fn parameter(&self, kind: Id) -> &'static str {
        match (kind, &self.platform) {
            (Id::Client, _) => "client_id",
            (Id::Object, Platform::VirtualMachine) => "object_id",
            (Id::Object, Platform::AppService(_)) => "principal_id",
            (Id::Resource, Platform::VirtualMachine) => "msi_res_id",
            (Id::Resource, Platform::AppService(_)) => "mi_res_id",
        }
    }

    /// Parses the response, which arrived at `now`.
    pub fn parse(&self, response: &ResponseParts<'_>, now: UnixTime) -> Result<AccessToken, CredentialError> {
        parse_identity_token(response, self.secret().unwrap_or_default(), now)
    }

    /// What an attempt's outcome means for a retry; 1 is the first attempt.
    ///
    /// While the metadata service is updated it responds 404, or 410 for up to 70 s, and has not looked at the request. Four
    /// attempts wait that long.
    pub fn outcome(&self, outcome: Outcome, attempt: u32) -> Outcome {
        let (Platform::VirtualMachine, Outcome::Response { status: status @ (404 | 410), retry_after }) =
            (&self.platform, outcome)
        else {
            return outcome;
        };
        let wait = if status == 410 { 10 << attempt.saturating_sub(1).min(4) } else { 0 };
        let wait = retry_after.unwrap_or_default().max(Duration::from_secs(wait));
        Outcome::Response { status: 503, retry_after: Some(wait) }
    }

    /// What no error and no log may show.
    pub(crate) fn secret(&self) -> Option<&str> {
        match &self.platform {
            Platform::VirtualMachine => None,
            Platform::AppService(header) => Some(header.expose()),
        }
    }

    #[cfg(feature = "tokens")]
    pub(crate) fn address(&self) -> &Endpoint {
        &self.endpoint
    }

    #[cfg(feature = "tokens")]
    pub(crate) fn allows_loopback_http(&self) -> bool {
        self.loopback_http
    }
}

/// An endpoint to which a secret may be sent, and which may send a token: `https`, or in the machine's own network.
fn near(url: &str) -> Result<Endpoint, BuildError> {
    let endpoint = Endpoint::parse_as("identity endpoint", url, None)?;
    let host = endpoint.host_name();
    let near_v4 = |address: Ipv4Addr| address.is_loopback() || address.is_link_local() || address.is_private();
    let near_v6 = |address: Ipv6Addr| address.is_unicast_link_local() || address.is_unique_local();
    let is_near = endpoint.is_https()
        || endpoint.is_loopback()
        || host.parse().is_ok_and(near_v4)
        || host.trim_matches(['[', ']']).parse().is_ok_and(near_v6);
    if is_near {
        return Ok(endpoint);
    }
    Err(BuildError::new("identity endpoint", "must be https, or http to this machine or a private address"))
}

impl fmt::Debug for ManagedIdentity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ManagedIdentity")
            .field("endpoint", &self.endpoint.as_str())
            .field("assigned", &self.assigned)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests;
