//! Which endpoint, and what proves who calls: from the arguments, else from the environment.

use super::ConnectOptions;
use crate::failure::{Failure, refuse};
use webpubsub_hyper::{AccessKey, Authorization, BearerToken, ConnectionString, Endpoint, Secret};

/// What was found; either can be missing until it is needed.
#[derive(Clone, Debug, Default)]
pub(crate) struct Credentials {
    pub(crate) endpoint: Option<Endpoint>,
    pub(crate) authorization: Option<Authorization>,
}

impl Credentials {
    /// Arguments go before the environment. Whoever names endpoint, key or token file there gets nothing of the
    /// environment's connection string: a key must not meet an endpoint by accident.
    pub(crate) fn find(options: &ConnectOptions) -> Result<Self, Failure> {
        options.check_that_they_agree()?;
        if let Some(text) = &options.connection_string {
            return Self::of_connection_string(text);
        }
        let named = options.endpoint.is_some() || options.access_key.is_some() || options.bearer_token_file.is_some();
        match secret("WEBPUBSUB_CONNECTION_STRING") {
            Some(text) if !named => Self::of_connection_string(&text),
            _ => Self::of_parts(options),
        }
    }

    fn of_connection_string(text: &Secret) -> Result<Self, Failure> {
        let parsed = ConnectionString::parse(text.expose())?;
        let authorization = parsed.access_key().clone().into();
        Ok(Self { endpoint: Some(parsed.endpoint().clone()), authorization: Some(authorization) })
    }

    fn of_parts(options: &ConnectOptions) -> Result<Self, Failure> {
        let endpoint = options.endpoint.clone().or_else(|| environment("WEBPUBSUB_ENDPOINT"));
        let endpoint = endpoint.map(|endpoint| Endpoint::parse(&endpoint)).transpose()?;
        let (mut key, mut token) = (options.access_key.clone(), None);
        if let Some(path) = &options.bearer_token_file {
            let text = std::fs::read_to_string(path)
                .map_err(|error| refuse("bearer token file", format!("cannot be read: {error}")))?;
            token = Some(Secret::new(text));
        }
        if key.is_none() && token.is_none() {
            (key, token) = (secret("WEBPUBSUB_ACCESS_KEY"), secret("WEBPUBSUB_BEARER_TOKEN"));
        }
        let authorization = match (key, token) {
            (Some(_), Some(_)) => {
                return Err(refuse("authorization", "WEBPUBSUB_ACCESS_KEY and WEBPUBSUB_BEARER_TOKEN are both set"));
            }
            (Some(key), None) => Some(AccessKey::new(key.expose())?.into()),
            (None, Some(token)) => Some(bearer(&token, options.allow_http_on_loopback)?.into()),
            (None, None) => None,
        };
        Ok(Self { endpoint, authorization })
    }
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
