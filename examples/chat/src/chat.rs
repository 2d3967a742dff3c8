//! What the chat does, without HTTP.

use serde::{Deserialize, Serialize};
use std::time::Duration;
use webpubsub_hyper::{CallOptions, ClientAccess, Error, Message, SharedClient};

/// Rooms, each a group of connections.
#[derive(Clone, Debug)]
pub struct Chat {
    client: SharedClient,
}

/// What the service remembers of each connection for this server, which so has no memory of its own.
#[derive(Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Seat {
    pub(crate) room: String,
    /// How many messages the connection has sent.
    pub(crate) said: u32,
}

/// What a client sees, as JSON.
#[derive(Serialize)]
#[serde(rename_all = "camelCase", tag = "event")]
enum Shown<'a> {
    Joined { user: &'a str },
    Said { user: &'a str, text: &'a str, number: u32 },
    Left { user: &'a str },
}

impl Chat {
    /// Over any transport.
    pub fn new(client: &SharedClient) -> Self {
        // The service waits for the response to an event meanwhile.
        Self { client: client.with_options(CallOptions::new().timeout(Duration::from_secs(5))) }
    }

    /// The URL with which a browser connects: for a minute, and without the right to do anything by itself.
    pub(crate) async fn url(&self, user: &str) -> Result<String, Error> {
        let access = ClientAccess::new().user_id(user).minutes(1);
        self.client.client_access_token(&access).await.map(webpubsub_hyper::ClientAccessToken::into_url)
    }

    pub(crate) async fn joined(&self, room: &str, user: &str) -> Result<(), Error> {
        self.show(room, &Shown::Joined { user }).await
    }

    pub(crate) async fn left(&self, room: &str, user: &str) -> Result<(), Error> {
        self.show(room, &Shown::Left { user }).await
    }

    /// Shows a message to the room, the sender included. Returns the connection's next state.
    pub(crate) async fn say(&self, seat: Seat, user: &str, text: &str) -> Result<Seat, Error> {
        let number = seat.said + 1;
        self.show(&seat.room, &Shown::Said { user, text, number }).await?;
        Ok(Seat { said: number, ..seat })
    }

    async fn show(&self, room: &str, shown: &Shown<'_>) -> Result<(), Error> {
        self.client.send_to_group(room, Message::json(shown)?).await
    }
}
