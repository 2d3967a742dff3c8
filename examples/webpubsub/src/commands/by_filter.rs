//! Memberships of many connections, selected by a filter.

use super::{call, set};
use crate::failure::Failure;
use crate::response::Response;
use clap::Args;
use webpubsub_hyper::{Filter, WebPubSubServiceClient, operations};

/// Add connections to groups, by a filter
///
/// All connections of the hub, without --filter.
#[derive(Args)]
#[command(after_help = "Example:\n  webpubsub add-connections-to-groups lobby news --filter \"userId ne null\"")]
pub(crate) struct AddConnectionsToGroups {
    #[command(flatten)]
    pub(crate) groups: GroupsByFilter,
}

/// Remove connections from groups, by a filter
///
/// All connections of the hub, without --filter.
#[derive(Args)]
#[command(after_help = "Example:\n  webpubsub remove-connections-from-groups news --filter \"'lobby' in groups\"")]
pub(crate) struct RemoveConnectionsFromGroups {
    #[command(flatten)]
    pub(crate) groups: GroupsByFilter,
}

#[derive(Args)]
pub(crate) struct GroupsByFilter {
    /// The names of the groups; case-sensitive
    #[arg(value_name = "GROUP", required = true)]
    pub(crate) groups: Vec<String>,
    /// Only connections for which the expression is true
    #[arg(long, value_name = "EXPRESSION")]
    pub(crate) filter: Option<String>,
}

impl AddConnectionsToGroups {
    pub(super) async fn make(self, client: &WebPubSubServiceClient) -> Result<Response, Failure> {
        let add = operations::AddConnectionsToGroups::new(self.groups.groups);
        let filter = self.groups.filter.map(Filter::raw);
        call(client, &set(add, filter, operations::AddConnectionsToGroups::filter)).await
    }
}

impl RemoveConnectionsFromGroups {
    pub(super) async fn make(self, client: &WebPubSubServiceClient) -> Result<Response, Failure> {
        let remove = operations::RemoveConnectionsFromGroups::new(self.groups.groups);
        let filter = self.groups.filter.map(Filter::raw);
        call(client, &set(remove, filter, operations::RemoveConnectionsFromGroups::filter)).await
    }
}
