//! The clients of one run of the program.

use super::credentials::{Credentials, Proof, bearer};
use super::{ConnectOptions, environment};
use crate::failure::{Failure, refuse};
use std::cell::RefCell;
use std::collections::BTreeMap;
use std::time::Duration;
use webpubsub_hyper::{
    AccessKey, BearerToken, CallOptions, Credential, Endpoint, HyperTransport, Secret, Target, WebPubSubServiceClient,
};

/// How requests of this program begin their `User-Agent`.
const USER_AGENT: &str = concat!("webpubsub-cli/", env!("CARGO_PKG_VERSION"));

/// Stands for the hub in calls that concern none.
const NO_HUB: &str = "none";

/// What the command line said about connections, read once; and one transport for all clients.
pub(crate) struct Session {
    options: ConnectOptions,
    credentials: Credentials,
    call_options: CallOptions,
    transport: HyperTransport,
    /// Clients that sign in, by version of the API: the token that one got serves the calls of all hubs.
    signed_in: RefCell<BTreeMap<Option<String>, WebPubSubServiceClient>>,
}

/// Where a client's calls go; what is missing is as the command line says.
#[derive(Default)]
pub(crate) struct Place {
    pub(crate) endpoint: Option<Endpoint>,
    pub(crate) hub: Option<String>,
    pub(crate) reverse_proxy: Option<String>,
    pub(crate) api_version: Option<String>,
}

impl Session {
    pub(crate) fn new(options: ConnectOptions) -> Result<Self, Failure> {
        let credentials = Credentials::find(&options)?;
        let call_options = call_options(&options)?;
        let transport = HyperTransport::default();
        Ok(Self { options, credentials, call_options, transport, signed_in: RefCell::default() })
    }

    /// A client for the hub.
    pub(crate) fn client(&self) -> Result<WebPubSubServiceClient, Failure> {
        self.client_at(Place::default(), self.needed_proof()?)
    }

    /// A client for calls that concern no hub.
    pub(crate) fn client_without_hub(&self) -> Result<WebPubSubServiceClient, Failure> {
        let hub = self.hub().unwrap_or_else(|| NO_HUB.to_owned());
        self.client_at(Place { hub: Some(hub), ..Place::default() }, self.needed_proof()?)
    }

    /// A client for calls that need no authorization either.
    pub(crate) fn client_without_authorization(&self) -> Result<WebPubSubServiceClient, Failure> {
        let place = Place { hub: Some(NO_HUB.to_owned()), ..Place::default() };
        self.client_at(place, Proof::Key(AccessKey::new("none")?))
    }

    /// A client for another place, with all other options of the command line. Who signs in does so for the command line's
    /// own endpoint and proxy.
    pub(crate) fn client_at(&self, place: Place, proof: Proof) -> Result<WebPubSubServiceClient, Failure> {
        let endpoint = place.endpoint.or_else(|| self.endpoint());
        let endpoint = endpoint.ok_or_else(|| {
            refuse("endpoint", "is missing: use WEBPUBSUB_CONNECTION_STRING, --endpoint or WEBPUBSUB_ENDPOINT")
        })?;
        let hub = place.hub.or_else(|| self.hub());
        let hub = hub.ok_or_else(|| refuse("hub", "is missing: use --hub or WEBPUBSUB_HUB"))?;
        let mut target = Target::at(endpoint, &hub)?;
        if let Some(proxy) = place.reverse_proxy.as_ref().or(self.options.reverse_proxy_endpoint.as_ref()) {
            target = target.reverse_proxy(proxy)?;
        }
        let version = place.api_version.or_else(|| self.options.api_version.clone());
        if let Some(version) = &version {
            target = target.api_version(version)?;
        }
        let client = |credential: Credential| {
            let client = WebPubSubServiceClient::with_transport(self.transport.clone(), target, credential);
            client.with(self.call_options.clone())
        };
        Ok(match proof {
            Proof::Key(key) => client(key.into()),
            Proof::Bearer(token) => client(token.into()),
            Proof::SignIn(credential) => {
                self.signed_in.borrow_mut().entry(version).or_insert_with(|| client(credential)).hub(&hub)
            }
        })
    }

    pub(crate) fn endpoint(&self) -> Option<Endpoint> {
        self.credentials.endpoint.clone()
    }

    pub(crate) fn proof(&self) -> Option<Proof> {
        self.credentials.proof.clone()
    }

    pub(crate) fn hub(&self) -> Option<String> {
        self.options.hub.clone().or_else(|| environment("WEBPUBSUB_HUB"))
    }

    /// The most that one call may take, if the command line says so.
    pub(crate) fn timeout(&self) -> Option<Duration> {
        self.options.timeout
    }

    /// A token that came from elsewhere, under the command line's rule for http.
    pub(crate) fn bearer(&self, token: &Secret) -> Result<BearerToken, Failure> {
        bearer(token, self.options.allow_http_on_loopback)
    }

    fn needed_proof(&self) -> Result<Proof, Failure> {
        self.proof().ok_or_else(|| {
            let ways = "WEBPUBSUB_CONNECTION_STRING, WEBPUBSUB_ACCESS_KEY, WEBPUBSUB_BEARER_TOKEN, --bearer-token-file or \
                --auth";
            refuse("authorization", format!("is missing: use {ways}"))
        })
    }
}

fn call_options(options: &ConnectOptions) -> Result<CallOptions, Failure> {
    let verbosity = options.verbosity();
    let mut call_options = CallOptions::new()
        .user_agent(USER_AGENT)
        .logging(verbosity.shows_calls())
        .logging_bodies(verbosity.shows_bodies());
    if let Some(timeout) = options.timeout {
        call_options = call_options.deadline(timeout);
    }
    if let Some(plan) = options.retry {
        call_options = call_options.retry(plan.into());
    }
    for header in &options.header {
        // Not by the argument parser, which quotes what it refuses.
        let (name, value) = header.expose().split_once('=').ok_or_else(|| refuse("header", "must be NAME=VALUE"))?;
        call_options = call_options.header(name, value);
    }
    Ok(call_options)
}
