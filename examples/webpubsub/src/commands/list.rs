//! The connections in a group.

use super::set;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::output::{self, Reader};
use crate::response::{Members, Response};
use clap::Args;
use futures_util::StreamExt as _;
use std::io::Write as _;
use webpubsub_hyper::operations::GroupMember;
use webpubsub_hyper::{BuildError, Error, WebPubSubServiceClient, operations};

/// The most that a line of `batch` holds in memory.
const MAX_COLLECTED: usize = 32 * 1_024 * 1_024;

/// List the connections in a group
///
/// One line each: connection id, tab, user id. Each page is printed as it arrives; with `-o json`, as a part of one
/// array, which is complete if it is closed. If a listing ends early, the token to resume it is printed on stderr.
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
    /// End after so many requests; if more connections follow, print the token to resume on stderr
    #[arg(long, value_name = "REQUESTS", value_parser = clap::value_parser!(u32).range(1..))]
    pub(crate) max_pages: Option<u32>,
    /// Resume an earlier listing
    #[arg(long, value_name = "TOKEN")]
    pub(crate) continuation_token: Option<String>,
}

impl ListConnections {
    fn listing(self) -> operations::ListConnections {
        let list = operations::ListConnections::new(self.group);
        let list = set(list, self.top, operations::ListConnections::top);
        let list = set(list, self.max_page_size, operations::ListConnections::max_page_size);
        set(list, self.continuation_token, operations::ListConnections::continuation_token)
    }

    /// All pages, for a result in one piece.
    pub(super) async fn make(self, client: &WebPubSubServiceClient) -> Result<Response, Failure> {
        let mut pages = client.list_connections_with(self.listing()).pages();
        let (mut members, mut size, mut first) = (Vec::new(), 0, true);
        while let Some(page) = pages.next().await {
            let page = page.map_err(|error| failed(error, first, None))?;
            size += page.members.iter().map(memory).sum::<usize>();
            if size > MAX_COLLECTED {
                let error = BuildError::new("group", "has too many connections for one result: use `top`");
                return Err(failed(error.into(), false, None));
            }
            members.extend(page.members);
            first = false;
        }
        Ok(Response::Members(members))
    }

    /// Prints each page as it arrives, and keeps no other in memory.
    pub(crate) async fn print(self, client: &WebPubSubServiceClient, json: bool) -> Result<Exit, Failure> {
        tokio::select! {
            biased;
            () = output::closed() => Ok(Exit::Success),
            printed = self.print_pages(client, json) => printed,
        }
    }

    async fn print_pages(self, client: &WebPubSubServiceClient, json: bool) -> Result<Exit, Failure> {
        let unwritten = |error| Failure::Output { error, reads: true };
        let mut left = self.max_pages;
        let mut pages = client.list_connections_with(self.listing()).pages();
        let (mut first, mut separator, mut resume) = (true, "[", None);
        while left != Some(0)
            && let Some(page) = pages.next().await
        {
            let page = match page {
                Ok(page) => page,
                Err(error) => {
                    if json && !first {
                        // The array stays open, and the shell's prompt is on a line of its own.
                        output::line("").map_err(unwritten)?;
                    }
                    return Err(failed(error, first, resume));
                }
            };
            let members = Members(&page.members);
            let written =
                output::write(|out| if json { members.write_json(out, &mut separator) } else { members.write(out) });
            if written.map_err(unwritten)? == Reader::Gone {
                return Ok(Exit::Success);
            }
            resume = page.continuation_token();
            left = left.map(|left| left - 1);
            first = false;
        }
        if json {
            let start = if separator == "[" { "[" } else { "" };
            output::write(|out| writeln!(out, "{start}]")).map_err(unwritten)?;
        }
        if let Some(token) = resume {
            output::resume(&token, json);
        }
        Ok(Exit::Success)
    }
}

/// A failure after the first page is a different one: something was received, and the listing can be resumed.
fn failed(error: Error, first: bool, resume: Option<String>) -> Failure {
    if first { Failure::Call(error) } else { Failure::NextPage { error, resume } }
}

fn memory(member: &GroupMember) -> usize {
    size_of::<GroupMember>() + member.connection_id.len() + member.user_id.as_deref().map_or(0, str::len)
}
