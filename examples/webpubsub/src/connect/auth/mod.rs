//! `--auth`: signing in by Microsoft Entra ID.

mod application;
mod azure;

use super::{ConnectOptions, environment};
use crate::failure::{Failure, refuse};
use clap::ValueEnum;
use webpubsub_hyper::Credential;

/// A way to sign in, named as Azure names it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Auth {
    /// An application with a secret: `AZURE_TENANT_ID`, `AZURE_CLIENT_ID`, `AZURE_CLIENT_SECRET`
    ClientSecret,
    /// An application with a token of its platform: `AZURE_TENANT_ID`, `AZURE_CLIENT_ID`, `AZURE_FEDERATED_TOKEN_FILE`
    WorkloadIdentity,
    /// Whoever is signed in to `az`
    AzureCli,
    /// Whoever is signed in to `azd`
    AzureDeveloperCli,
    /// The machine's own identity, or the one of `AZURE_CLIENT_ID` that is assigned to it
    ManagedIdentity,
    /// The first that works of client secret, workload identity, managed identity, `az` and `azd`
    Default,
}

impl Auth {
    /// How to sign in, if that was said: as an argument, else in the environment. A key or a token that is an argument
    /// goes before the environment's word; beside it in the environment, nobody could say which was meant.
    pub(super) fn find(options: &ConnectOptions) -> Result<Option<Self>, Failure> {
        if options.auth.is_some() || options.access_key.is_some() || options.bearer_token_file.is_some() {
            return Ok(options.auth);
        }
        let Some(name) = environment("WEBPUBSUB_AUTH") else { return Ok(None) };
        if let Some(other) =
            ["WEBPUBSUB_ACCESS_KEY", "WEBPUBSUB_BEARER_TOKEN"].into_iter().find(|name| environment(name).is_some())
        {
            return Err(refuse("authorization", format!("WEBPUBSUB_AUTH and {other} are both set")));
        }
        Self::from_str(&name, false).map(Some).map_err(|_| {
            let kinds: Vec<String> = Self::value_variants().iter().map(|kind| kind.name()).collect();
            refuse("authorization", format!("WEBPUBSUB_AUTH must be one of {}", kinds.join(", ")))
        })
    }

    /// The credential. It has all that it needs, as far as that can be seen without asking anybody.
    pub(super) fn credential(self, allow_http_on_loopback: bool) -> Result<Credential, Failure> {
        match self {
            Self::ClientSecret => application::client_secret(allow_http_on_loopback),
            Self::WorkloadIdentity => application::workload_identity(allow_http_on_loopback),
            Self::AzureCli => azure::cli(),
            Self::AzureDeveloperCli => azure::developer_cli(),
            Self::ManagedIdentity => azure::managed_identity(),
            Self::Default => Ok(azure::default_chain()),
        }
    }

    fn name(self) -> String {
        self.to_possible_value().map(|value| value.get_name().to_owned()).unwrap_or_default()
    }

    /// Refuses to go on with this way.
    fn refuse(self, reason: &str) -> Failure {
        refuse("authorization", format!("{} {reason}", self.name()))
    }
}
