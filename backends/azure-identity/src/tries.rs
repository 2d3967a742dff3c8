//! The credentials of a chain that are being tried: a slow one is not given up, and does not hold up the next.

use crate::AzureCredential;
use crate::link::{Link, within};
use azure_core::time::Duration;
use std::future::poll_fn;
use std::pin::Pin;
use std::task::{Context, Poll};
use webpubsub_core::entra::{AccessToken, TokenRequest};

/// How long the newest is waited for before the next one is tried as well.
const TURN: Duration = Duration::seconds(10);

/// How long all together may take: less than the timeout of a call, so that its error can name them.
const TIMEOUT: Duration = Duration::seconds(90);

type Obtained = (AccessToken, AzureCredential);

#[derive(Default)]
pub(crate) struct Tries<'a>(Vec<Try<'a>>);

struct Try<'a> {
    name: &'a str,
    fetch: Pin<Box<dyn Future<Output = Result<Obtained, String>> + Send + 'a>>,
    failure: Option<String>,
}

impl<'a> Tries<'a> {
    /// The first token of any of the links, which are begun one after the other.
    pub(crate) async fn token(&mut self, links: &'a [Link], request: TokenRequest<'a>) -> Option<Obtained> {
        within(TIMEOUT, async {
            for link in links {
                let fetch = Box::pin(link.try_it(request));
                self.0.push(Try { name: link.name(), fetch, failure: None });
                let newest = self.0.len() - 1;
                if let Some(Some(token)) = within(TURN, poll_fn(|context| self.poll(newest, context))).await {
                    return Some(token);
                }
            }
            poll_fn(|context| self.poll(0, context)).await
        })
        .await?
    }

    /// A token, or nothing when all from the `first` on have failed.
    fn poll(&mut self, first: usize, context: &mut Context<'_>) -> Poll<Option<Obtained>> {
        for one in self.0.iter_mut().filter(|one| one.failure.is_none()) {
            match one.fetch.as_mut().poll(context) {
                Poll::Ready(Ok(token)) => return Poll::Ready(Some(token)),
                Poll::Ready(Err(reason)) => one.failure = Some(reason),
                Poll::Pending => {}
            }
        }
        let failed = self.0.iter().skip(first).all(|one| one.failure.is_some());
        if failed { Poll::Ready(None) } else { Poll::Pending }
    }

    /// The name of each with the reason why it returned no token.
    pub(crate) fn failures(&self) -> String {
        let late = format!("no token within {} s", TIMEOUT.whole_seconds());
        let text = |one: &Try<'_>| format!("{}: {}", one.name, one.failure.as_ref().unwrap_or(&late));
        self.0.iter().map(text).collect::<Vec<_>>().join("; ")
    }
}
