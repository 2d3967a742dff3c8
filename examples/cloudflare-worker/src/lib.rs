//! POST a text to the worker, and it goes to all clients of the hub `chat`.

use webpubsub_wasm_fetch::{Error, Message, WebPubSubServiceClient};
use worker::{Context, Env, Request, Response, Result, event};

#[event(fetch)]
async fn fetch(mut request: Request, env: Env, _: Context) -> Result<Response> {
    let token = format!("Bearer {}", env.secret("PUBLISH_TOKEN")?);
    if !same(&request.headers().get("authorization")?.unwrap_or_default(), &token) {
        return Response::error("invalid publish token", 401);
    }
    let connection_string = env.secret("WEBPUBSUB_CONNECTION_STRING")?.to_string();
    match publish(&connection_string, request.text().await?).await {
        Ok(()) => Ok(Response::ok("accepted")?.with_status(202)),
        Err(error) => Response::error(error.to_string(), 502),
    }
}

async fn publish(connection_string: &str, text: String) -> std::result::Result<(), Error> {
    let client = WebPubSubServiceClient::from_connection_string(connection_string, "chat")?;
    client.send_to_all(Message::text(text)).await
}

/// Compares in a time that does not depend on where the first difference is.
fn same(given: &str, token: &str) -> bool {
    given.len() == token.len() && given.bytes().zip(token.bytes()).fold(0, |found, (a, b)| found | (a ^ b)) == 0
}
