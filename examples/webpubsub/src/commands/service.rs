//! The service itself.

use super::call;
use crate::answer::Answer;
use crate::failure::Failure;
use clap::Args;
use webpubsub_hyper::{WebPubSubServiceClient, operations};

/// Ask whether the service answers; needs neither hub nor key, and says nothing about them
#[derive(Args)]
#[command(after_help = "Example:\n  webpubsub health --endpoint https://contoso.webpubsub.azure.com && echo up")]
pub(crate) struct Health {}

impl Health {
    pub(super) async fn make(self, client: &WebPubSubServiceClient) -> Result<Answer, Failure> {
        call(client, &operations::Health::new()).await
    }
}
