//! The service itself.

use super::call;
use crate::failure::Failure;
use crate::response::Response;
use clap::Args;
use webpubsub_hyper::{WebPubSubServiceClient, operations};

/// Check whether the service is up
///
/// Needs an endpoint only, no hub and no credential.
#[derive(Args)]
#[command(after_help = "Example:\n  webpubsub health --endpoint https://contoso.webpubsub.azure.com && echo up")]
pub(crate) struct Health {}

impl Health {
    pub(super) async fn make(self, client: &WebPubSubServiceClient) -> Result<Response, Failure> {
        call(client, &operations::Health::new()).await
    }
}
