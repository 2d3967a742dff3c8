//! Credentials of `azure_identity`, which has its own transport and retries, within the call's timeout.

use super::{Auth, environment};
use crate::failure::{Failure, with_causes};
use azure_identity::{
    AzureCliCredential, AzureDeveloperCliCredential, ManagedIdentityCredential, ManagedIdentityCredentialOptions,
    UserAssignedId,
};
use std::error::Error;
use webpubsub_azure_identity::{AzureCredential, DefaultChain};
use webpubsub_hyper::Credential;
use webpubsub_hyper::entra::ManagedIdentity;

pub(super) fn cli() -> Result<Credential, Failure> {
    created(Auth::AzureCli, AzureCliCredential::new(None).map(|credential| AzureCredential::new(credential)))
}

pub(super) fn developer_cli() -> Result<Credential, Failure> {
    created(
        Auth::AzureDeveloperCli,
        AzureDeveloperCliCredential::new(None).map(|credential| AzureCredential::new(credential)),
    )
}

pub(super) fn managed_identity() -> Result<Credential, Failure> {
    let client_id = environment("AZURE_CLIENT_ID");
    if let Some(id) = &client_id {
        // azure_identity sends an id as it stands.
        ManagedIdentity::virtual_machine()?.client_id(id)?;
    }
    let user_assigned_id = client_id.map(UserAssignedId::ClientId);
    let options = ManagedIdentityCredentialOptions { user_assigned_id, ..Default::default() };
    created(
        Auth::ManagedIdentity,
        ManagedIdentityCredential::new(Some(options)).map(|credential| AzureCredential::new(credential)),
    )
}

pub(super) fn default_chain() -> Result<Credential, Failure> {
    Ok(DefaultChain::new()?.into())
}

fn created(kind: Auth, credential: Result<AzureCredential, impl Error + 'static>) -> Result<Credential, Failure> {
    credential
        .map(Credential::from)
        .map_err(|error| kind.wrong_use(&format!("cannot be used: {}", with_causes(&error))))
}
