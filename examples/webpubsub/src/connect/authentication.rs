//! The endpoint and what authenticates calls to it: from the arguments, else from the environment.
//!
//! Arguments take precedence. If one of them names an endpoint, a key or a token file, the environment's connection
//! string is ignored, and `--auth` takes only the endpoint from it: a key must not meet another endpoint by accident.

use super::{Auth, ConnectOptions};
use crate::failure::{Failure, wrong_use};
use webpubsub_hyper::{AccessKey, BearerToken, BuildError, ConnectionString, Credential, Endpoint, Secret};

/// What authenticates calls.
#[derive(Clone, Debug)]
pub(crate) enum Authentication {
    /// A key: what it signs is valid for one URL.
    Key(AccessKey),
    /// A bearer token, or a source of such tokens: whoever receives one can use it.
    Token(Credential),
}

impl Authentication {
    /// The key, token or sign-in that the options name.
    pub(super) fn find(options: &ConnectOptions) -> Result<Option<Self>, Failure> {
        if !options.names_a_key()?
            && let Some(auth) = Auth::find(options)?
        {
            return Ok(Some(Self::Token(auth.credential(options.allow_http_on_loopback)?)));
        }
        if let Some(key) = connection_string(options)?.as_ref().and_then(ConnectionString::access_key) {
            return Ok(Some(Self::Key(key.clone())));
        }
        let (mut key, mut token) = (options.access_key.clone(), None);
        if let Some(path) = &options.bearer_token_file {
            let text = std::fs::read_to_string(path)
                .map_err(|error| wrong_use("bearer token file", format!("cannot be read: {error}")))?;
            token = Some(Secret::new(text));
        }
        if key.is_none() && token.is_none() {
            (key, token) = (secret("WEBPUBSUB_ACCESS_KEY"), secret("WEBPUBSUB_BEARER_TOKEN"));
        }
        match (key, token) {
            (Some(_), Some(_)) => {
                Err(wrong_use("credential", "WEBPUBSUB_ACCESS_KEY and WEBPUBSUB_BEARER_TOKEN are both set"))
            }
            (Some(key), None) => Ok(Some(Self::Key(AccessKey::new(unquoted("access key", key.expose())?)?))),
            (None, Some(token)) => Ok(Some(Self::Token(bearer(&token, options.allow_http_on_loopback)?.into()))),
            (None, None) => Ok(None),
        }
    }
}

impl From<Authentication> for Credential {
    fn from(authentication: Authentication) -> Self {
        match authentication {
            Authentication::Key(key) => key.into(),
            Authentication::Token(credential) => credential,
        }
    }
}

/// The endpoint, which does not depend on what authenticates.
pub(super) fn endpoint(options: &ConnectOptions) -> Result<Option<Endpoint>, Failure> {
    if let Some(parsed) = connection_string(options)? {
        return Ok(Some(parsed.endpoint().clone()));
    }
    let endpoint = options.endpoint.clone().or_else(|| environment("WEBPUBSUB_ENDPOINT"));
    endpoint.map(|endpoint| Ok(unquoted("endpoint", &endpoint)?.parse()?)).transpose()
}

impl ConnectOptions {
    /// Whether there is a connection string among the arguments, with a key.
    pub(super) fn names_a_key(&self) -> Result<bool, Failure> {
        let Some(text) = &self.connection_string else { return Ok(false) };
        let parsed: ConnectionString = unquoted("connection string", text.expose())?.parse().map_err(invalid)?;
        Ok(parsed.access_key().is_some())
    }
}

/// The connection string: the argument, else the environment's if no argument takes its place.
pub(super) fn connection_string(options: &ConnectOptions) -> Result<Option<ConnectionString>, Failure> {
    let replaced = options.endpoint.is_some() || options.access_key.is_some() || options.bearer_token_file.is_some();
    let own = options.connection_string.clone();
    let text = own.or_else(|| secret("WEBPUBSUB_CONNECTION_STRING").filter(|_| !replaced));
    text.map(|text| unquoted("connection string", text.expose())?.parse().map_err(invalid)).transpose()
}

/// Its parts are not the settings of the same name.
fn invalid(error: BuildError) -> Failure {
    match error.field() {
        "connection string" => error.into(),
        part => wrong_use("connection string", format!("{part} {}", error.rule())),
    }
}

/// A token from elsewhere; whitespace and line ends around it are removed, as files have them.
pub(crate) fn bearer(token: &Secret, allow_http_on_loopback: bool) -> Result<BearerToken, Failure> {
    let token = BearerToken::new(unquoted("bearer token", token.expose().trim())?)?;
    Ok(if allow_http_on_loopback { token.allow_http_on_loopback() } else { token })
}

/// Rejects a value in quotes, which a shell removes and other readers of `.env` files keep: no valid value has them.
pub(super) fn unquoted<'a>(field: &'static str, value: &'a str) -> Result<&'a str, Failure> {
    let is_mark = |character| matches!(character, '"' | '\'' | '`' | '«' | '»' | '‘'..='‟' | '＂');
    // A file can begin with a byte order mark, and the quotes can be escaped.
    if value.trim_start_matches(['\u{feff}', '\\', ' ']).starts_with(is_mark) {
        return Err(wrong_use(field, "is in quotes: remove the quotes at both ends"));
    }
    Ok(value)
}

/// A variable of the environment without the line end that a file leaves there; an empty one counts as not set.
pub(crate) fn environment(name: &str) -> Option<String> {
    let mut value = std::env::var(name).ok()?;
    value.truncate(value.trim_end_matches(['\r', '\n']).len());
    Some(value).filter(|value| !value.is_empty())
}

fn secret(name: &str) -> Option<Secret> {
    environment(name).map(Secret::new)
}
