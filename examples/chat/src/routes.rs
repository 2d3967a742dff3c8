//! What the server has at which path.

use crate::chat::Chat;
use crate::receive::respond;
use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::{Path, State};
use axum::http::request::Parts;
use axum::http::{Response, StatusCode};
use axum::response::Html;
use axum::routing::{any, get};
use webpubsub_hyper::events::{Upstream, UpstreamResponse};

#[derive(Clone)]
struct Server {
    chat: Chat,
    upstream: Upstream,
}

/// The page, the URL with which it connects, and the URL of the event handler.
pub fn routes(chat: Chat, upstream: Upstream) -> Router {
    Router::new()
        .route("/", get(Html(include_str!("page.html"))))
        .route("/negotiate/{user}", get(negotiate))
        .route("/events", any(receive))
        .with_state(Server { chat, upstream })
}

/// Whoever asks is who they say: put your own sign-in here.
async fn negotiate(State(server): State<Server>, Path(user): Path<String>) -> Result<String, StatusCode> {
    server.chat.url(&user).await.map_err(|error| {
        eprintln!("chat: {error:?}");
        StatusCode::BAD_GATEWAY
    })
}

/// axum collects the body and bounds it: 2 MB, twice the largest message.
async fn receive(State(server): State<Server>, head: Parts, body: Bytes) -> Response<Body> {
    let response = match server.upstream.read_request(&head, body) {
        Ok(event) => respond(&server.chat, event).await,
        Err(error) => {
            eprintln!("chat: {} to /events rejected: {error}", head.method);
            UpstreamResponse::from(error)
        }
    };
    Response::<Bytes>::from(response).map(Body::from)
}
