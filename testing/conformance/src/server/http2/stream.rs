//! One request and its response.

use super::Ending;
use crate::server::action::MAX_SILENCE;
use crate::server::{Action, Body, Head, State, Then};
use bytes::Bytes;
use h2::server::SendResponse;
use h2::{Reason, RecvStream, SendStream};
use http::{Request, Response};
use std::future::poll_fn;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::mpsc::UnboundedSender;

/// The client closed the stream or the connection.
struct Gone;

impl From<h2::Error> for Gone {
    fn from(_: h2::Error) -> Self {
        Self
    }
}

pub(super) async fn serve(
    request: Request<RecvStream>,
    mut respond: SendResponse<Bytes>,
    state: Arc<State>,
    connection: u64,
    end: UnboundedSender<Ending>,
) {
    let (head, mut body) = arrived(request, connection);
    let (is_head, target) = (head.method == "HEAD", head.target.clone());
    let mut bytes = Vec::new();
    if !state.ignores_body(&target) {
        while let Some(piece) = body.data().await {
            let Ok(piece) = piece else { return state.gone(&target) };
            let _ = body.flow_control().release_capacity(piece.len());
            bytes.extend_from_slice(&piece);
        }
    }
    let deciding = Arc::clone(&state);
    // `act` may block.
    let Ok(action) = tokio::task::spawn_blocking(move || deciding.act(&head, bytes)).await else { return };
    match action {
        Action::Reset => respond.send_reset(Reason::INTERNAL_ERROR),
        Action::Garbage => respond.send_reset(Reason::PROTOCOL_ERROR),
        Action::RefuseStream => respond.send_reset(Reason::REFUSED_STREAM),
        Action::Close => {
            let _ = end.send(Ending::Abrupt);
        }
        Action::Hang => {
            let reset = poll_fn(|context| respond.poll_reset(context));
            match tokio::time::timeout(MAX_SILENCE, reset).await {
                Ok(_) => state.gone(&target),
                Err(_) => respond.send_reset(Reason::INTERNAL_ERROR),
            }
        }
        Action::Respond { after, status, headers, body, then } => {
            tokio::time::sleep(after).await;
            if then == Then::CloseUnannounced {
                let _ = end.send(Ending::Graceful);
            }
            if send_response(&mut respond, status, &headers, body, is_head).await.is_err() {
                state.gone(&target);
            }
        }
    }
}

fn arrived(request: Request<RecvStream>, connection: u64) -> (Head, RecvStream) {
    let (parts, body) = request.into_parts();
    let authority = parts.uri.authority().map(|authority| ("host".to_owned(), authority.to_string()));
    let target = parts.uri.path_and_query().map_or("/", |target| target.as_str()).to_owned();
    let named = parts
        .headers
        .iter()
        .map(|(name, value)| (name.as_str().to_owned(), value.as_bytes().iter().copied().map(char::from).collect()));
    let headers = authority.into_iter().chain(named).collect();
    (Head { method: parts.method.to_string(), target, headers, connection }, body)
}

async fn send_response(
    respond: &mut SendResponse<Bytes>,
    status: u16,
    headers: &[(&'static str, String)],
    body: Body,
    is_head: bool,
) -> Result<(), Gone> {
    let mut response = Response::builder().status(status);
    for (name, value) in headers {
        response = response.header(*name, value);
    }
    let length = match &body {
        Body::Whole(_) if status == 204 => None,
        Body::Whole(bytes) | Body::Drip(bytes) | Body::Hinted(bytes) => Some(bytes.len()),
        Body::Cut(bytes) => Some(bytes.len() * 2),
        Body::Chunks(_) | Body::CutChunks(_) | Body::UntilClose(_) | Body::Endless => None,
    };
    if let Some(length) = length {
        response = response.header("content-length", length);
    }
    let response = response.body(()).map_err(|_| Gone)?;
    let mut stream = respond.send_response(response, is_head || status == 204)?;
    if is_head || status == 204 {
        return Ok(());
    }
    match body {
        Body::Drip(bytes) => {
            for byte in bytes {
                tokio::time::sleep(Duration::from_millis(5)).await;
                send(&mut stream, vec![byte]).await?;
            }
        }
        Body::Endless => loop {
            send(&mut stream, vec![b'x'; 10_000]).await?;
        },
        Body::CutChunks(bytes) => {
            send(&mut stream, bytes).await?;
            stream.send_reset(Reason::INTERNAL_ERROR);
            return Ok(());
        }
        Body::Whole(bytes) | Body::Chunks(bytes) | Body::UntilClose(bytes) | Body::Hinted(bytes) | Body::Cut(bytes) => {
            send(&mut stream, bytes).await?;
        }
    }
    Ok(stream.send_data(Bytes::new(), true)?)
}

/// Sends in pieces, as flow control allows.
async fn send(stream: &mut SendStream<Bytes>, bytes: Vec<u8>) -> Result<(), Gone> {
    let mut bytes = Bytes::from(bytes);
    while !bytes.is_empty() {
        stream.reserve_capacity(bytes.len());
        let room = poll_fn(|context| stream.poll_capacity(context)).await.ok_or(Gone)??;
        stream.send_data(bytes.split_to(room.min(bytes.len())), false)?;
    }
    Ok(())
}
