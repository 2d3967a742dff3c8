//! The clients of one run of the program.

use super::authentication::{Authentication, bearer, connection_string, endpoint, unquoted};
use super::{ConnectOptions, environment, proxy_rules};
use crate::failure::{Failure, missing, wrong_use};
use crate::reasons::Context;
use std::time::Duration;
use webpubsub_hyper::{
    BearerToken, CallOptions, Credential, Endpoint, HyperTransport, Secret, Target, WebPubSubServiceClient,
};
use webpubsub_proxy::ProxySelection;

/// How requests of this program begin their `User-Agent`.
const USER_AGENT: &str = concat!("webpubsub-cli/", env!("CARGO_PKG_VERSION"));

/// In place of the hub, for calls that concern none.
const NO_HUB: &str = "none";

/// The connection options, read once; and one transport for all clients.
pub(crate) struct Session {
    options: ConnectOptions,
    endpoint: Option<Endpoint>,
    authentication: Option<Authentication>,
    call_options: CallOptions,
    transport: HyperTransport,
}

/// What a call needs besides the endpoint.
#[derive(Clone, Copy)]
pub(crate) struct Needs {
    pub(crate) hub: bool,
    pub(crate) credential: bool,
}

impl Needs {
    pub(crate) const ALL: Self = Self { hub: true, credential: true };
}

/// The target of a client; what it leaves out is as the command line says.
#[derive(Default)]
pub(crate) struct Place {
    pub(crate) endpoint: Option<Endpoint>,
    pub(crate) hub: Option<String>,
    pub(crate) gateway: Option<String>,
    pub(crate) api_version: Option<String>,
}

impl Session {
    /// Looks for a credential only if the command needs one.
    pub(crate) fn new(options: ConnectOptions, needs: Needs) -> Result<Self, Failure> {
        options.reject_conflicts()?;
        let endpoint = endpoint(&options)?;
        let authentication = if needs.credential { Authentication::find(&options)? } else { None };
        let call_options = call_options(&options)?;
        Ok(Self { options, endpoint, authentication, call_options, transport: transport() })
    }

    /// A client for the place and with the credential of the command line.
    pub(crate) fn client(&self, needs: Needs) -> Result<WebPubSubServiceClient, Failure> {
        let credential = if needs.credential { self.needed_authentication()?.into() } else { Credential::none() };
        self.client_at(Place::default(), needs, credential)
    }

    /// A client for another place, with all other options of the command line.
    pub(crate) fn client_at(
        &self,
        place: Place,
        needs: Needs,
        credential: Credential,
    ) -> Result<WebPubSubServiceClient, Failure> {
        let endpoint = place.endpoint.or_else(|| self.endpoint.clone());
        let endpoint = endpoint
            .ok_or_else(|| missing("endpoint", "WEBPUBSUB_CONNECTION_STRING, --endpoint or WEBPUBSUB_ENDPOINT"))?;
        let own_hub = || if needs.hub { self.hub() } else { Some(NO_HUB.to_owned()) };
        let hub = place.hub.or_else(own_hub).ok_or_else(|| missing("hub", "--hub or WEBPUBSUB_HUB"))?;
        let mut target = Target::at(endpoint, unquoted("hub", &hub)?)?;
        if let Some(gateway) = place.gateway.as_ref().or(self.options.gateway.as_ref()) {
            target = target.gateway(unquoted("gateway", gateway)?);
        }
        if let Some(version) = place.api_version.as_ref().or(self.options.api_version.as_ref()) {
            target = target.api_version(version);
        }
        if let Some(scope) = &self.options.scope {
            target = target.token_scope(scope);
        }
        let client = WebPubSubServiceClient::with_transport(self.transport.clone(), target, credential);
        Ok(client.with_options(self.call_options.clone()))
    }

    /// The key, token or sign-in of the command line; clones share a token.
    pub(crate) fn authentication(&self) -> Option<Authentication> {
        self.authentication.clone()
    }

    pub(crate) fn needed_authentication(&self) -> Result<Authentication, Failure> {
        if let Some(authentication) = self.authentication() {
            return Ok(authentication);
        }
        if connection_string(&self.options)?.is_some() {
            let rule = "has no AccessKey, and there is no other credential, such as --auth";
            return Err(wrong_use("connection string", rule));
        }
        let settings = "WEBPUBSUB_CONNECTION_STRING, WEBPUBSUB_ACCESS_KEY, WEBPUBSUB_BEARER_TOKEN, \
            --bearer-token-file or --auth";
        Err(missing("credential", settings))
    }

    /// What a failed call is judged by: the service that all calls go to unless a line of `batch` names another.
    pub(crate) fn context(&self) -> Context {
        let gateway = self.options.gateway.as_ref().and_then(|gateway| gateway.parse().ok());
        let uses_token = matches!(self.authentication, Some(Authentication::Token(_)));
        let Some(endpoint): Option<Endpoint> = gateway.or_else(|| self.endpoint.clone()) else {
            return Context { uses_token, ..Context::default() };
        };
        let (scheme, own_port) = if endpoint.is_https() { ("https", 443) } else { ("http", 80) };
        let (host, port) = host_and_port(endpoint.host());
        let (proxy, invalid_proxy) = match proxy_rules().select(scheme, host, port) {
            ProxySelection::Proxy(proxy) => (Some(format!("{}:{}", proxy.host(), proxy.port())), None),
            ProxySelection::Direct => (None, None),
            ProxySelection::Misconfigured(error) => (None, Some(error.to_string())),
        };
        Context { at: format!("{host}:{}", port.unwrap_or(own_port)), proxy, invalid_proxy, uses_token }
    }

    /// Whether each request is logged on stderr.
    pub(crate) fn logs(&self) -> bool {
        self.options.verbosity().shows_calls()
    }

    pub(crate) fn hub(&self) -> Option<String> {
        self.options.hub.clone().or_else(|| environment("WEBPUBSUB_HUB"))
    }

    /// How long one call may take, if the command line says so.
    pub(crate) fn timeout(&self) -> Option<Duration> {
        self.options.timeout
    }

    /// A token from elsewhere, under the command line's rule for http.
    pub(crate) fn bearer(&self, token: &Secret) -> Result<BearerToken, Failure> {
        bearer(token, self.options.allow_http_on_loopback)
    }
}

/// The host, in square brackets if it is an IPv6 address, and the port.
fn host_and_port(authority: &str) -> (&str, Option<u16>) {
    match authority.rsplit_once(':') {
        Some((host, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) => (host, port.parse().ok()),
        _ => (authority, None),
    }
}

/// Keeps a connection for each of the calls that `batch` makes at the same time.
fn transport() -> HyperTransport {
    HyperTransport::builder().pool_max_idle_per_host(256).build()
}

fn call_options(options: &ConnectOptions) -> Result<CallOptions, Failure> {
    let verbosity = options.verbosity();
    let mut call_options = CallOptions::new()
        .user_agent(USER_AGENT)
        .logging(verbosity.shows_calls())
        .logging_bodies(verbosity.shows_bodies());
    if let Some(timeout) = options.timeout {
        call_options = call_options.timeout(timeout);
    }
    if let Some(timeout) = options.attempt_timeout {
        call_options = call_options.attempt_timeout(timeout);
    }
    if let Some(retry) = options.retry {
        call_options = call_options.retry(retry.into());
    }
    for header in &options.header {
        // Not by the argument parser, which quotes what it rejects.
        let (name, value) = header.expose().split_once('=').ok_or_else(|| wrong_use("header", "must be NAME=VALUE"))?;
        call_options = call_options.header(name, value);
    }
    Ok(call_options)
}
