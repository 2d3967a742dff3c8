//! The events: one function a kind. What is not verified does not come here.

use crate::chat::{Chat, Seat};
use serde_json::json;
use std::error::Error;
use webpubsub_hyper::events::{Connect, Connected, Disconnected, Event, UpstreamResponse, UserEvent};
use webpubsub_hyper::{Message, Role};

/// The response to an event. If a function fails, the log has the reason and the service a 500 without one.
pub(crate) async fn respond(chat: &Chat, event: Event) -> UpstreamResponse {
    let result = match event {
        Event::Connect(connect) => Ok(connect_to_room(&connect)),
        Event::Connected(connected) => arrive(chat, &connected).await,
        Event::User(event) => say(chat, &event).await,
        Event::Disconnected(disconnected) => leave(chat, &disconnected).await,
        other => Ok(other.accept()),
    };
    if let Err(error) = &result {
        eprintln!("chat: {error:?}");
    }
    UpstreamResponse::from_result(result)
}

/// The longest message, in bytes.
const MAX_TEXT: usize = 2_000;

type Responded = Result<UpstreamResponse, Box<dyn Error + Send + Sync>>;

/// A client wants to connect to `?room=…`. Groups, role and state are in force before it can send anything.
fn connect_to_room(connect: &Connect) -> UpstreamResponse {
    if connect.user_id().is_none() {
        return connect.refuse(401, "sign in first");
    }
    let room = connect.query("room").unwrap_or("lobby");
    if !is_room(room) {
        return connect.refuse(400, "a room has at most 64 letters, digits and hyphens");
    }
    // Who is typing, clients tell each other without this server, in a second group. The room's is the server's alone.
    let typing = format!("{room}.typing");
    let seat = Seat { room: room.to_owned(), said: 0 };
    connect.accept().group(room).group(&typing).role(Role::send_to_group(&typing)).state(&seat).into()
}

/// `*` in a role stands for many groups, and a dot is in the name of the second group: a room's name has neither.
fn is_room(name: &str) -> bool {
    (1..=64).contains(&name.len()) && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
}

async fn arrive(chat: &Chat, connected: &Connected) -> Responded {
    if let (Some(user), Some(seat)) = (connected.user_id(), connected.state::<Seat>()?) {
        chat.joined(&seat.room, user).await?;
    }
    Ok(connected.accept())
}

async fn say(chat: &Chat, event: &UserEvent) -> Responded {
    let (Some(user), Some(seat)) = (event.user_id(), event.state::<Seat>()?) else {
        return Ok(event.refuse(400, "connect first"));
    };
    let Ok(text) = event.text() else {
        return Ok(event.refuse(415, "text only"));
    };
    if text.len() > MAX_TEXT {
        return Ok(event.respond(Message::json(&json!({ "event": "tooLong", "max": MAX_TEXT }))?).into());
    }
    let seat = chat.say(seat, user, text).await?;
    Ok(event.accept().state(&seat).into())
}

async fn leave(chat: &Chat, disconnected: &Disconnected) -> Responded {
    if let (Some(user), Some(seat)) = (disconnected.user_id(), disconnected.state::<Seat>()?) {
        chat.left(&seat.room, user).await?;
    }
    Ok(disconnected.accept())
}
