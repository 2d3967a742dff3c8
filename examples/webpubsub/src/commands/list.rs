//! The connections in a group.

use super::set;
use crate::failure::Failure;
use crate::response::Response;
use clap::Args;
use webpubsub_hyper::{WebPubSubServiceClient, operations};

/// List the connections in a group: one line each, connection id, tab, user id
#[derive(Args)]
#[command(after_help = "Example:\n  webpubsub list-connections lobby | cut -f2 | sort -u")]
pub(crate) struct ListConnections {
    /// The group's name; case-sensitive
    pub(crate) group: String,
    /// At most so many in total
    #[arg(long, value_name = "CONNECTIONS")]
    pub(crate) top: Option<u32>,
    /// At most so many per request, 1 to 200
    #[arg(long, value_name = "CONNECTIONS")]
    pub(crate) max_page_size: Option<u32>,
    /// Resume an earlier listing
    #[arg(long, value_name = "TOKEN")]
    pub(crate) continuation_token: Option<String>,
}

impl ListConnections {
    /// Page by page: a failure after the first page is a different one.
    pub(super) async fn make(self, client: &WebPubSubServiceClient) -> Result<Response, Failure> {
        let list = operations::ListConnections::new(self.group);
        let list = set(list, self.top, operations::ListConnections::top);
        let list = set(list, self.max_page_size, operations::ListConnections::max_page_size);
        let list = set(list, self.continuation_token, operations::ListConnections::continuation_token);
        let page = client.call(&list).await?;
        let (mut members, mut next) = (page.members, page.next);
        while let Some(list) = next {
            let page = client.call(&list).await.map_err(Failure::NextPage)?;
            members.extend(page.members);
            next = page.next;
        }
        Ok(Response::Members(members))
    }
}
