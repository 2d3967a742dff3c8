//! One credential of a chain.

use crate::AzureCredential;
use azure_core::credentials::TokenCredential;
use azure_core::time::Duration;
use std::error::Error;
use std::future::poll_fn;
use std::pin::pin;
use std::sync::Arc;
use std::task::Poll;
use webpubsub_core::entra::{AccessToken, TokenRequest};

/// A credential, or why there is none.
pub(crate) type Created = Result<Arc<dyn TokenCredential>, String>;

#[derive(Debug)]
pub(crate) struct Link {
    name: String,
    credential: Result<AzureCredential, String>,
}

impl Link {
    pub(crate) fn new(name: String, created: Created) -> Self {
        Self { name, credential: created.map(AzureCredential::new) }
    }

    pub(crate) fn name(&self) -> &str {
        &self.name
    }

    /// A token, and the credential that returned it; or the reason why not.
    pub(crate) async fn try_it(&self, request: TokenRequest<'_>) -> Result<(AccessToken, AzureCredential), String> {
        let credential = self.credential.as_ref().map_err(Clone::clone)?;
        let token = credential.fetch(request).await.map_err(|error| with_causes(&error))?;
        Ok((token, credential.clone()))
    }
}

/// What a constructor of `azure_identity` returned, whichever its type.
pub(crate) fn created<C: TokenCredential + 'static>(credential: azure_core::Result<Arc<C>>) -> Created {
    credential.map(|credential| credential as _).map_err(|error| with_causes(&error))
}

/// The output of a future, unless the time passes first.
pub(crate) async fn within<F: Future>(time: Duration, future: F) -> Option<F::Output> {
    let (mut future, mut sleep) = (pin!(future), pin!(azure_core::sleep(time)));
    poll_fn(|context| match future.as_mut().poll(context) {
        Poll::Ready(output) => Poll::Ready(Some(output)),
        Poll::Pending => sleep.as_mut().poll(context).map(|()| None),
    })
    .await
}

/// The text of an error and those of its causes in one line. Errors of `azure_core` often quote their cause: it is not
/// repeated.
pub(crate) fn with_causes(error: &azure_core::Error) -> String {
    let mut text = error.to_string();
    for cause in std::iter::successors(error.source(), |cause| (*cause).source()) {
        let cause = cause.to_string();
        if !text.contains(&cause) {
            text = format!("{text}: {cause}");
        }
    }
    text.lines().map(|line| line.trim_end_matches('.')).collect::<Vec<_>>().join(". ")
}
