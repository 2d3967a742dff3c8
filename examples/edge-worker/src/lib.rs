//! Publishes what is posted to it: to all clients of the hub `chat`, or with `?group=lobby` to those in a group.
//!
//! The worker has two secrets: `WEBPUBSUB_CONNECTION_STRING`, and `PUBLISH_TOKEN`, which callers send as
//! `Authorization: Bearer …`. Without one of them it publishes nothing.

mod response;
mod token;

use js_sys::{ArrayBuffer, Promise, Uint8Array};
use response::TextResponse;
use rlsf::SmallGlobalTlsf;
use std::time::Duration;
use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::wasm_bindgen;
use web_sys::{Request, Response};
use webpubsub_wasm_fetch::{CallOptions, Message, WebPubSubServiceClient};

/// An allocator with less code than that of std.
#[global_allocator]
static ALLOCATOR: SmallGlobalTlsf = SmallGlobalTlsf::new();

#[wasm_bindgen]
extern "C" {
    /// The worker's bindings: its secrets, which the platform passes with each request.
    #[derive(Debug)]
    pub type Env;

    #[wasm_bindgen(method, getter, js_name = WEBPUBSUB_CONNECTION_STRING)]
    fn connection_string(this: &Env) -> Option<String>;

    #[wasm_bindgen(method, getter, js_name = PUBLISH_TOKEN)]
    fn publish_token(this: &Env) -> Option<String>;
}

/// Responds to one request; `worker.js` calls it.
#[wasm_bindgen]
pub async fn respond(request: Request, env: Env) -> Response {
    match publish(&request, &env).await {
        Ok(()) => TextResponse::new(202, "accepted"),
        Err(response) => response,
    }
    .into()
}

async fn publish(request: &Request, env: &Env) -> Result<(), TextResponse> {
    if request.method() != "POST" {
        return Err(TextResponse::new(405, "POST a message"));
    }
    let header = request.headers().get("authorization").ok().flatten();
    if !token::is_valid(header.as_deref(), env.publish_token().as_deref()) {
        return Err(TextResponse::new(401, "invalid publish token"));
    }
    let Some(connection_string) = env.connection_string() else {
        return Err(TextResponse::new(500, "the worker has no WEBPUBSUB_CONNECTION_STRING"));
    };
    let client = WebPubSubServiceClient::from_connection_string(&connection_string, "chat")
        .map_err(|error| TextResponse::new(500, error.to_string()))?
        .with_options(CallOptions::new().timeout(Duration::from_secs(10)));
    let message = message(request).await?;
    match group(request) {
        Some(group) => client.send_to_group(&group, message).await?,
        None => client.send_to_all(message).await?,
    }
    Ok(())
}

/// JSON and text by their content type; any other type is bytes.
async fn message(request: &Request) -> Result<Message, TextResponse> {
    let unread = |_| TextResponse::new(400, "the body did not arrive");
    let promise: Promise = request.array_buffer().map_err(unread)?.unchecked_into();
    let buffer: ArrayBuffer = promise.await.map_err(unread)?.unchecked_into();
    let body = Uint8Array::new(&buffer).to_vec();
    let content_type = request.headers().get("content-type").ok().flatten().unwrap_or_default();
    Ok(match content_type.split(';').next() {
        Some("application/json") => Message::raw_json(body)?,
        Some("text/plain") => {
            Message::text(String::from_utf8(body).map_err(|_| TextResponse::new(400, "the text is not UTF-8"))?)
        }
        _ => Message::binary(body),
    })
}

/// The value of `group` in the query.
fn group(request: &Request) -> Option<String> {
    let (_, query) = request.url().split_once('?').map(|(url, query)| (url.to_owned(), query.to_owned()))?;
    let value = query.split('&').find_map(|pair| pair.strip_prefix("group="))?;
    String::from(js_sys::decode_uri_component(value).ok()?).into()
}
