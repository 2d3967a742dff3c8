//! What a client can obtain tokens from by itself.

use super::{AccessToken, Application, ManagedIdentity, TokenRequest};
use crate::request::PreparedRequest;
use crate::retry::Outcome;
use crate::{CredentialError, Endpoint, ResponseParts, UnixTime};

/// A credential of this module, whichever it is.
#[derive(Clone, Debug)]
pub(crate) enum TokenEndpoint {
    Application(Application),
    ManagedIdentity(ManagedIdentity),
}

impl TokenEndpoint {
    /// Where its requests are sent.
    pub(crate) fn address(&self) -> &Endpoint {
        match self {
            Self::Application(application) => application.authority(),
            Self::ManagedIdentity(identity) => identity.address(),
        }
    }

    /// Whether tokens may be sent over `http` on this machine.
    pub(crate) fn allows_loopback_http(&self) -> bool {
        match self {
            Self::Application(application) => application.allows_loopback_http(),
            Self::ManagedIdentity(identity) => identity.allows_loopback_http(),
        }
    }

    pub(crate) fn token_request(&self, request: TokenRequest<'_>) -> Result<PreparedRequest, CredentialError> {
        match self {
            Self::Application(application) => application.token_request(request),
            Self::ManagedIdentity(identity) => identity.token_request(request),
        }
    }

    /// What its requests have and no log may show.
    pub(crate) fn secret(&self) -> Option<&str> {
        match self {
            Self::Application(application) => application.secret(),
            Self::ManagedIdentity(identity) => identity.secret(),
        }
    }

    /// What an attempt's outcome means for a retry.
    pub(crate) fn outcome(&self, outcome: Outcome, attempt: u32) -> Outcome {
        match self {
            Self::Application(_) => outcome,
            Self::ManagedIdentity(identity) => identity.outcome(outcome, attempt),
        }
    }

    pub(crate) fn parse(&self, response: &ResponseParts<'_>, now: UnixTime) -> Result<AccessToken, CredentialError> {
        match self {
            Self::Application(application) => application.parse(response, now),
            Self::ManagedIdentity(identity) => identity.parse(response, now),
        }
    }
}
