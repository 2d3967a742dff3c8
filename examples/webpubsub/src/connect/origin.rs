//! Which argument or variable a setting is from, by the rules that choose it.

use super::authentication::connection_string;
use super::{Auth, ConnectOptions, environment};
use crate::failure::Failure;
use webpubsub_hyper::ConnectionString;

const CONNECTION_STRING: [&str; 2] = ["--connection-string", "WEBPUBSUB_CONNECTION_STRING"];

/// The arguments and variables by which settings are given; none is not set.
#[derive(Debug)]
pub(crate) struct Origins {
    pub(crate) endpoint: Option<&'static str>,
    /// Also what it is.
    pub(crate) credential: Option<(String, &'static str)>,
    pub(crate) hub: Option<&'static str>,
}

impl ConnectOptions {
    pub(crate) fn origins(&self) -> Result<Origins, Failure> {
        let string = connection_string(self)?;
        let [argument, variable] = CONNECTION_STRING;
        let string_origin = if self.connection_string.is_some() { argument } else { variable };
        let endpoint = match &string {
            Some(_) => Some(string_origin),
            None => given(self.endpoint.is_some(), "--endpoint", "WEBPUBSUB_ENDPOINT"),
        };
        let credential = self.credential_origin(string.as_ref(), string_origin)?;
        Ok(Origins { endpoint, credential, hub: given(self.hub.is_some(), "--hub", "WEBPUBSUB_HUB") })
    }

    fn credential_origin(
        &self,
        string: Option<&ConnectionString>,
        string_origin: &'static str,
    ) -> Result<Option<(String, &'static str)>, Failure> {
        let key = |origin| Some(("access key".to_owned(), origin));
        if !self.names_a_key()?
            && let Some(auth) = Auth::find(self)?
        {
            let origin = if self.auth.is_some() { "--auth" } else { "WEBPUBSUB_AUTH" };
            return Ok(Some((format!("Microsoft Entra ID ({})", auth.name()), origin)));
        }
        if string.is_some_and(|string| string.access_key().is_some()) {
            return Ok(key(string_origin));
        }
        let token = |origin| Some(("Microsoft Entra token".to_owned(), origin));
        Ok(match (&self.access_key, &self.bearer_token_file) {
            (Some(_), _) => key("--access-key"),
            (None, Some(_)) => token("--bearer-token-file"),
            (None, None) if environment("WEBPUBSUB_ACCESS_KEY").is_some() => key("WEBPUBSUB_ACCESS_KEY"),
            (None, None) if environment("WEBPUBSUB_BEARER_TOKEN").is_some() => token("WEBPUBSUB_BEARER_TOKEN"),
            (None, None) => None,
        })
    }

    /// Whether it signs in at the authority of `AZURE_AUTHORITY_HOST`.
    pub(crate) fn uses_authority(&self) -> Result<bool, Failure> {
        let auth = if self.names_a_key()? { None } else { Auth::find(self)? };
        Ok(matches!(auth, Some(Auth::ClientSecret | Auth::WorkloadIdentity | Auth::Default)))
    }

    pub(crate) fn allows_http_on_loopback(&self) -> bool {
        self.allow_http_on_loopback
    }
}

fn given(argument: bool, option: &'static str, variable: &'static str) -> Option<&'static str> {
    if argument { Some(option) } else { environment(variable).map(|_| variable) }
}
