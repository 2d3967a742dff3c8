//! What `azure_identity` gets tokens for; with a transport and retries of its own, within the call's time.

use super::{Auth, environment};
use crate::failure::Failure;
use azure_identity::{
    AzureCliCredential, AzureDeveloperCliCredential, ManagedIdentityCredential, ManagedIdentityCredentialOptions,
    UserAssignedId,
};
use std::fmt::Display;
use webpubsub_azure_identity::{AzureCredential, DefaultChain};
use webpubsub_hyper::Credential;

pub(super) fn cli() -> Result<Credential, Failure> {
    usable(Auth::AzureCli, AzureCliCredential::new(None).map(|made| AzureCredential::new(made)))
}

pub(super) fn developer_cli() -> Result<Credential, Failure> {
    usable(Auth::AzureDeveloperCli, AzureDeveloperCliCredential::new(None).map(|made| AzureCredential::new(made)))
}

pub(super) fn managed_identity() -> Result<Credential, Failure> {
    let user_assigned_id = environment("AZURE_CLIENT_ID").map(UserAssignedId::ClientId);
    let options = ManagedIdentityCredentialOptions { user_assigned_id, ..Default::default() };
    usable(Auth::ManagedIdentity, ManagedIdentityCredential::new(Some(options)).map(|made| AzureCredential::new(made)))
}

pub(super) fn default_chain() -> Credential {
    DefaultChain::new().into()
}

fn usable(kind: Auth, made: Result<AzureCredential, impl Display>) -> Result<Credential, Failure> {
    made.map(Credential::from).map_err(|error| kind.refuse(&format!("cannot be used: {error}")))
}
