//! Which endpoint, and what proves who calls: from the arguments, else from the environment.

use super::{Auth, ConnectOptions};
use crate::failure::{Failure, refuse};
use webpubsub_hyper::{AccessKey, BearerToken, ConnectionString, Credential, Endpoint, Secret};

/// What was found; either can be missing until it is needed.
#[derive(Clone, Debug, Default)]
pub(crate) struct Credentials {
    pub(crate) endpoint: Option<Endpoint>,
    pub(crate) proof: Option<Proof>,
}

/// What proves who calls.
#[derive(Clone, Debug)]
pub(crate) enum Proof {
    /// Signs what is good for one place only.
    Key(AccessKey),
    /// A token from elsewhere: whoever gets it can use it.
    Bearer(BearerToken),
    /// Gets such tokens.
    SignIn(Credential),
}

impl Proof {
    pub(crate) fn is_key(&self) -> bool {
        matches!(self, Self::Key(_))
    }
}

impl Credentials {
    /// Arguments go before the environment. Whoever names endpoint, key or token file there gets nothing of the
    /// environment's connection string, and who signs in gets its endpoint only: a key must not meet an endpoint by
    /// accident.
    pub(crate) fn find(options: &ConnectOptions) -> Result<Self, Failure> {
        options.check_that_they_agree()?;
        if let Some(text) = &options.connection_string {
            return Self::of_connection_string(text);
        }
        if let Some(auth) = Auth::find(options)? {
            return Self::of_sign_in(options, auth);
        }
        let named = options.endpoint.is_some() || options.access_key.is_some() || options.bearer_token_file.is_some();
        match secret("WEBPUBSUB_CONNECTION_STRING") {
            Some(text) if !named => Self::of_connection_string(&text),
            _ => Self::of_parts(options),
        }
    }

    fn of_connection_string(text: &Secret) -> Result<Self, Failure> {
        let parsed = ConnectionString::parse(text.expose())?;
        let key = Proof::Key(parsed.access_key().clone());
        Ok(Self { endpoint: Some(parsed.endpoint().clone()), proof: Some(key) })
    }

    /// Signing in changes who calls, not where: the endpoint is that of calls that do not sign in.
    fn of_sign_in(options: &ConnectOptions, auth: Auth) -> Result<Self, Failure> {
        let endpoint = match secret("WEBPUBSUB_CONNECTION_STRING") {
            Some(text) if options.endpoint.is_none() => Self::of_connection_string(&text)?.endpoint,
            _ => endpoint(options)?,
        };
        let proof = Proof::SignIn(auth.credential(options.allow_http_on_loopback)?);
        Ok(Self { endpoint, proof: Some(proof) })
    }

    fn of_parts(options: &ConnectOptions) -> Result<Self, Failure> {
        let endpoint = endpoint(options)?;
        let (mut key, mut token) = (options.access_key.clone(), None);
        if let Some(path) = &options.bearer_token_file {
            let text = std::fs::read_to_string(path)
                .map_err(|error| refuse("bearer token file", format!("cannot be read: {error}")))?;
            token = Some(Secret::new(text));
        }
        if key.is_none() && token.is_none() {
            (key, token) = (secret("WEBPUBSUB_ACCESS_KEY"), secret("WEBPUBSUB_BEARER_TOKEN"));
        }
        let proof = match (key, token) {
            (Some(_), Some(_)) => {
                return Err(refuse("authorization", "WEBPUBSUB_ACCESS_KEY and WEBPUBSUB_BEARER_TOKEN are both set"));
            }
            (Some(key), None) => Some(Proof::Key(AccessKey::new(key.expose())?)),
            (None, Some(token)) => Some(Proof::Bearer(bearer(&token, options.allow_http_on_loopback)?)),
            (None, None) => None,
        };
        Ok(Self { endpoint, proof })
    }
}

/// The endpoint where no connection string says it.
fn endpoint(options: &ConnectOptions) -> Result<Option<Endpoint>, Failure> {
    let endpoint = options.endpoint.clone().or_else(|| environment("WEBPUBSUB_ENDPOINT"));
    Ok(endpoint.map(|endpoint| Endpoint::parse(&endpoint)).transpose()?)
}

/// A token to pass on; blank space and line ends around it are cut off, as a file has them.
pub(crate) fn bearer(token: &Secret, allow_http_on_loopback: bool) -> Result<BearerToken, Failure> {
    let token = BearerToken::new(token.expose().trim())?;
    Ok(if allow_http_on_loopback { token.allow_http_on_loopback() } else { token })
}

/// A variable of the environment; an empty one counts as none.
pub(crate) fn environment(name: &str) -> Option<String> {
    std::env::var(name).ok().filter(|value| !value.is_empty())
}

fn secret(name: &str) -> Option<Secret> {
    environment(name).map(Secret::new)
}
