//! A chat with one room, at the edge: lets in who has signed in, and shows each message to the whole room.
//!
//! The worker has one secret, `WEBPUBSUB_CONNECTION_STRING`: its key verifies events and signs what is published.

mod http;

use serde::{Deserialize, Serialize};
use std::error::Error;
use std::time::Duration;
use wasm_bindgen::prelude::wasm_bindgen;
use web_sys::{Request, Response, console};
use webpubsub_wasm_fetch::events::{Connect, Event, Upstream, UpstreamResponse, UserEvent};
use webpubsub_wasm_fetch::{CallOptions, ConnectionString, Message, WebPubSubServiceClient};

const HUB: &str = "chat";
const ROOM: &str = "lobby";

#[wasm_bindgen]
extern "C" {
    /// The worker's bindings: its secret, which the platform passes with each request.
    #[derive(Debug)]
    pub type Env;

    #[wasm_bindgen(method, getter, js_name = WEBPUBSUB_CONNECTION_STRING)]
    fn connection_string(this: &Env) -> Option<String>;
}

/// The state of a connection, which the service keeps: a worker has no memory.
#[derive(Default, Serialize, Deserialize)]
struct Seat {
    said: u32,
}

/// Responds to one request; `worker.js` calls it. If it fails, the log has the reason and the service a 500 without one.
#[wasm_bindgen]
pub async fn respond(request: Request, env: Env) -> Response {
    let result = receive(&request, &env).await;
    if let Err(error) = &result {
        console::error_1(&error.to_string().into());
    }
    http::response(&UpstreamResponse::from_result(result))
}

async fn receive(request: &Request, env: &Env) -> Result<UpstreamResponse, Box<dyn Error>> {
    let connection_string = env.connection_string().ok_or("the worker has no WEBPUBSUB_CONNECTION_STRING")?;
    let key = connection_string.parse::<ConnectionString>()?.access_key().cloned();
    let upstream = Upstream::new(HUB).keys(key)?;
    let headers = http::headers(request);
    let headers = headers.iter().map(|(name, value)| (name.as_str(), value));
    Ok(match upstream.read_parts(&request.method(), headers, http::body(request).await?) {
        Ok(Event::Connect(connect)) => enter(&connect),
        Ok(Event::User(event)) => say(&connection_string, &event).await?,
        Ok(other) => other.accept(),
        Err(error) => {
            console::warn_1(&error.to_string().into());
            error.into()
        }
    })
}

fn enter(connect: &Connect) -> UpstreamResponse {
    match connect.user_id() {
        Some(_) => connect.accept().group(ROOM).state(&Seat::default()).into(),
        None => connect.refuse(401, "sign in first"),
    }
}

async fn say(connection_string: &str, event: &UserEvent) -> Result<UpstreamResponse, Box<dyn Error>> {
    let (Some(user), Ok(text)) = (event.user_id(), event.text()) else {
        return Ok(event.refuse(415, "text only"));
    };
    let said = event.state::<Seat>()?.unwrap_or_default().said + 1;
    // The service waits for the response meanwhile.
    let client = WebPubSubServiceClient::from_connection_string(connection_string, HUB)?
        .with_options(CallOptions::new().timeout(Duration::from_secs(5)));
    client.send_to_group(ROOM, Message::text(format!("{user} ({said}): {text}"))).await?;
    Ok(event.accept().state(&Seat { said }).into())
}
