//! The service.

use crate::{Event, Outcome};
use futures_util::{StreamExt, stream};
use std::time::Duration;
use webpubsub_hyper::operations::{CloseUserConnections, SendToAll, SendToUser};
use webpubsub_hyper::{CallOptions, ClientAccess, ClientAccessToken, Error, Filter, Message, SharedClient};

/// How long a request to the shop may wait for a notification.
const TIMEOUT: Duration = Duration::from_secs(3);

/// Notifies users of what happens to their orders. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Notifier {
    client: SharedClient,
}

impl Notifier {
    /// Publishes through this client, to its hub.
    pub fn new(client: &SharedClient) -> Self {
        Self { client: client.with_options(CallOptions::new().timeout(TIMEOUT)) }
    }

    /// A token with which the user's browser connects, within five minutes. It can receive messages and nothing else.
    pub async fn sign_in(&self, user: &str) -> Result<ClientAccessToken, Error> {
        self.client.client_access_token(&ClientAccess::new().user_id(user).minutes(5)).await
    }

    /// Notifies one user, on all their connections.
    pub async fn notify(&self, user: &str, event: &Event) -> Result<Outcome, Error> {
        if !self.client.user_exists(user).await? {
            return Ok(Outcome::Offline);
        }
        let message = Message::json(event)?;
        let send = SendToUser::new(user, message).message_ttl_seconds(event.ttl_seconds());
        outcome(self.client.call(&send).await)
    }

    /// Sends a text to everybody but its author.
    pub async fn announce(&self, text: &str, author: &str) -> Result<Outcome, Error> {
        let send = SendToAll::new(Message::text(text)).filter(Filter::user_id().ne(author));
        outcome(self.client.call(&send).await)
    }

    /// Notifies many users, at most ten at a time. Returns an outcome or an error for each, in order.
    pub async fn notify_all(&self, users: &[&str], event: &Event) -> Vec<Result<Outcome, Error>> {
        let calls = stream::iter(users).map(|user| self.notify(user, event));
        calls.buffered(10).collect().await
    }

    /// Closes all connections of a user who signs out.
    pub async fn sign_out(&self, user: &str) -> Result<(), Error> {
        self.client.call(&CloseUserConnections::new(user).reason("signed out")).await
    }
}

/// The one place that decides what a failed send means for the application.
fn outcome(sent: Result<(), Error>) -> Result<Outcome, Error> {
    match sent {
        Ok(()) => Ok(Outcome::Sent),
        Err(error) if error.may_have_taken_effect() => Ok(Outcome::Unknown),
        Err(error) if error.is_throttled() => Ok(Outcome::Later(error.retry_after().unwrap_or(TIMEOUT))),
        Err(error) => Err(error),
    }
}
