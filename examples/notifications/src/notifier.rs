//! The service.

use crate::{Event, Outcome};
use std::time::Duration;
use webpubsub_core::operations::{CloseUserConnections, SendToAll, SendToUser};
use webpubsub_core::{
    CallOptions, ClientAccess, Error, Filter, Message, Secret, SendHttpTransport, WebPubSubServiceClient,
};

/// How long a request to the shop may wait for a notification.
const PATIENCE: Duration = Duration::from_secs(3);

/// Tells users what happens to their orders. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Notifier<T> {
    client: WebPubSubServiceClient<T>,
}

impl<T: SendHttpTransport> Notifier<T> {
    /// Publishes through this client, to its hub.
    pub fn new(client: &WebPubSubServiceClient<T>) -> Self {
        Self { client: client.with(CallOptions::new().deadline(PATIENCE)) }
    }

    /// What the user's browser opens, once within five minutes. It may listen and nothing else.
    pub async fn sign_in(&self, user: &str) -> Result<Secret, Error> {
        let access = ClientAccess::new().user_id(user).minutes(5);
        Ok(self.client.client_access_token(&access).await?.url())
    }

    /// Tells one user, on all their screens.
    pub async fn notify(&self, user: &str, event: &Event) -> Result<Outcome, Error> {
        if !self.client.user_exists(user).await? {
            return Ok(Outcome::Away);
        }
        let message = Message::json(event)?;
        let send = SendToUser::new(user, message).message_ttl_seconds(event.lifetime());
        outcome(self.client.call(&send).await)
    }

    /// Tells everybody but the one who knows already.
    pub async fn announce(&self, text: &str, author: &str) -> Result<Outcome, Error> {
        let send = SendToAll::new(Message::text(text)).filter(Filter::user_id().ne(author));
        outcome(self.client.call(&send).await)
    }

    /// Tells many users, at most ten at a time. Each gets an outcome or an error of their own, in order.
    pub async fn notify_all(&self, users: &[&str], event: &Event) -> Vec<Result<Outcome, Error>> {
        use futures_util::StreamExt;
        let calls = futures_util::stream::iter(users).map(|user| self.notify(user, event));
        calls.buffered(10).collect().await
    }

    /// Closes all connections of a user who signed out.
    pub async fn sign_out(&self, user: &str) -> Result<(), Error> {
        self.client.call(&CloseUserConnections::new(user).reason("signed out")).await
    }
}

/// What the application does about a failed send is decided here and nowhere else.
fn outcome(sent: Result<(), Error>) -> Result<Outcome, Error> {
    match sent {
        Ok(()) => Ok(Outcome::Sent),
        Err(error) if error.may_have_taken_effect() => Ok(Outcome::Perhaps),
        Err(error) if error.is_throttled() => Ok(Outcome::Later(error.retry_after().unwrap_or(PATIENCE))),
        Err(error) => Err(error),
    }
}
