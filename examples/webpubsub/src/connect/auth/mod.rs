//! `--auth`: signing in by Microsoft Entra ID.

mod application;
mod azure;

use super::{ConnectOptions, environment};
use crate::failure::{Failure, wrong_use};
use clap::ValueEnum;
use webpubsub_hyper::Credential;

/// A way to sign in, named as Azure names it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Auth {
    /// An application with a secret: `AZURE_TENANT_ID`, `AZURE_CLIENT_ID`, `AZURE_CLIENT_SECRET`
    ClientSecret,
    /// An application with a token of its platform: `AZURE_TENANT_ID`, `AZURE_CLIENT_ID`, `AZURE_FEDERATED_TOKEN_FILE`
    WorkloadIdentity,
    /// The user of Azure CLI (`az`)
    AzureCli,
    /// The user of Azure Developer CLI (`azd`)
    AzureDeveloperCli,
    /// The machine's identity, or the user-assigned one of `AZURE_CLIENT_ID`
    ManagedIdentity,
    /// The first that works of client secret, workload identity, managed identity, `az` and `azd`
    Default,
}

impl Auth {
    /// How to sign in, if at all: the argument, else the environment's variable. A key or token as an argument takes
    /// precedence over the variable; one in the environment contradicts it.
    pub(super) fn find(options: &ConnectOptions) -> Result<Option<Self>, Failure> {
        if options.auth.is_some() || options.access_key.is_some() || options.bearer_token_file.is_some() {
            return Ok(options.auth);
        }
        let Some(name) = environment("WEBPUBSUB_AUTH") else { return Ok(None) };
        if let Some(other) =
            ["WEBPUBSUB_ACCESS_KEY", "WEBPUBSUB_BEARER_TOKEN"].into_iter().find(|name| environment(name).is_some())
        {
            return Err(wrong_use("credential", format!("WEBPUBSUB_AUTH and {other} are both set")));
        }
        Self::from_str(&name, false).map(Some).map_err(|_| {
            let kinds: Vec<String> = Self::value_variants().iter().map(|kind| kind.name()).collect();
            wrong_use("credential", format!("WEBPUBSUB_AUTH must be one of {}", kinds.join(", ")))
        })
    }

    /// The credential. What can be known to be missing without a request is missing now.
    pub(super) fn credential(self, allow_http_on_loopback: bool) -> Result<Credential, Failure> {
        match self {
            Self::ClientSecret => application::client_secret(allow_http_on_loopback),
            Self::WorkloadIdentity => application::workload_identity(allow_http_on_loopback),
            Self::AzureCli => azure::cli(),
            Self::AzureDeveloperCli => azure::developer_cli(),
            Self::ManagedIdentity => azure::managed_identity(),
            Self::Default => azure::default_chain(),
        }
    }

    pub(super) fn name(self) -> String {
        self.to_possible_value().map(|value| value.get_name().to_owned()).unwrap_or_default()
    }

    /// Why it cannot be used.
    fn wrong_use(self, reason: &str) -> Failure {
        wrong_use("credential", format!("{} {reason}", self.name()))
    }
}
