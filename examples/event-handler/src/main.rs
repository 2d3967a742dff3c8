//! Receives the service's events with bare hyper: see README.md.

use bytes::Bytes;
use http_body_util::{BodyExt, Full, Limited};
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper::{Request, Response, StatusCode};
use hyper_util::rt::{TokioIo, TokioTimer};
use serde::{Deserialize, Serialize};
use std::convert::Infallible;
use std::env::var;
use std::error::Error;
use std::time::Duration;
use tokio::net::{TcpListener, TcpStream};
use tokio::time::sleep;
use webpubsub_core::events::{Event, Upstream, UpstreamResponse, UserEvent};
use webpubsub_core::{ConnectionString, Message};

/// Twice the largest message.
const MAX_BODY: usize = 2 * 1024 * 1024;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    let connection_string = var("WEBPUBSUB_CONNECTION_STRING").map_err(|_| "WEBPUBSUB_CONNECTION_STRING is not set")?;
    let key = connection_string.parse::<ConnectionString>()?.access_key().cloned();
    let upstream = Upstream::new("chat").keys(key)?;

    let port = var("PORT").map_or(Ok(3000), |port| port.parse())?;
    let listener = TcpListener::bind(("127.0.0.1", port)).await?;
    println!("http://{}/events", listener.local_addr()?);
    loop {
        match listener.accept().await {
            Ok((stream, _)) => drop(tokio::spawn(serve(stream, upstream.clone()))),
            // No file is left for it, as a rule: others end meanwhile.
            Err(_) => sleep(Duration::from_millis(100)).await,
        }
    }
}

async fn serve(stream: TcpStream, upstream: Upstream) {
    let service = service_fn(|request| receive(&upstream, request));
    let mut http = http1::Builder::new();
    // A client that is slow with its head is closed after 30 seconds.
    let connection = http.timer(TokioTimer::new()).serve_connection(TokioIo::new(stream), service);
    if let Err(error) = connection.await {
        eprintln!("event-handler: {error}");
    }
}

async fn receive(upstream: &Upstream, request: Request<Incoming>) -> Result<Response<Full<Bytes>>, Infallible> {
    let (head, body) = request.into_parts();
    let Ok(body) = Limited::new(body, MAX_BODY).collect().await else {
        let mut too_large = Response::new(Full::default());
        *too_large.status_mut() = StatusCode::PAYLOAD_TOO_LARGE;
        return Ok(too_large);
    };
    let response = match upstream.read_request(&head, body.to_bytes()) {
        Ok(event) => respond(event),
        Err(error) => {
            eprintln!("event-handler: rejected: {error}");
            error.into()
        }
    };
    Ok(Response::<Bytes>::from(response).map(Full::new))
}

fn respond(event: Event) -> UpstreamResponse {
    match event {
        Event::Connect(connect) if connect.user_id().is_none() => connect.refuse(401, "sign in first"),
        Event::User(event) => {
            let response = echo(&event);
            if let Err(error) = &response {
                eprintln!("event-handler: {error}");
            }
            UpstreamResponse::from_result(response)
        }
        // A signed-in client, the service's question whether it may deliver, and what has happened already.
        other => other.accept(),
    }
}

/// The state of a connection, which the service keeps.
#[derive(Default, Serialize, Deserialize)]
struct Count {
    messages: u32,
}

fn echo(event: &UserEvent) -> Result<UpstreamResponse, Box<dyn Error>> {
    let Ok(text) = event.text() else {
        return Ok(event.refuse(415, "text only"));
    };
    let messages = event.state::<Count>()?.unwrap_or_default().messages + 1;
    let message = Message::text(format!("{messages}: {text}"));
    Ok(event.respond(message).state(&Count { messages }).into())
}
