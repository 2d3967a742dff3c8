//! `watch`: a client that prints what arrives.

mod dial;
mod frame;
mod handshake;
mod heard;
mod socket;

use crate::commands::AccessArgs;
use crate::connect::{Needs, Session};
use crate::exit::Exit;
use crate::failure::Failure;
use crate::output::{self, Reader};
use clap::{Args, ValueEnum};
use frame::{Arrival, CloseText};
use handshake::Connected;
use std::pin::pin;
use tokio_tungstenite::tungstenite::Message as Frame;
use webpubsub_hyper::ClientAccess;

/// Connect as a client and print what arrives
///
/// A JSON client prints each message in its envelope, unchanged. A simple client prints text with control characters
/// escaped, and bytes as base64; with `-o json` an object with `dataType` and `data`. Notices about the connection go to
/// stderr. A connection that falls silent is tested by pings and lost within a minute. Exit code 0 after --count messages or
/// Ctrl-C, 1 if the service rejects or closes the connection, 3 if it is lost.
#[derive(Args)]
#[command(after_help = "Example:\n  webpubsub watch --group lobby --count 1")]
pub(crate) struct Watch {
    /// The kind of client
    #[arg(long, value_enum, value_name = "KIND", default_value_t)]
    client: Client,
    /// End after so many messages
    #[arg(long, value_name = "MESSAGES", value_parser = clap::value_parser!(u64).range(1..))]
    count: Option<u64>,
    #[command(flatten)]
    access: AccessArgs,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum Client {
    /// JSON subprotocol: messages arrive in an envelope that names their source
    #[default]
    Json,
    /// No subprotocol: messages arrive as they are
    Simple,
}

pub(crate) async fn run(watch: Watch, session: &Session, json: bool) -> Result<Exit, Failure> {
    let Watch { client: kind, count, access } = watch;
    let access = access.access()?;
    // Before the first notice: the reader of "connected" may interrupt at once.
    let mut stopped = pin!(stopped());
    let mut socket = tokio::select! {
        biased;
        () = &mut stopped => return Ok(Exit::Success),
        socket = connect(session, &access, kind) => socket?,
    };
    if kind == Client::Simple {
        output::notice("connected");
    }
    let ended = tokio::select! {
        biased;
        () = &mut stopped => Ok(()),
        ended = print(&mut socket, kind, json, count) => ended,
    };
    // Also if the service began to close: it waits for the response.
    socket.close().await;
    ended.map(|()| Exit::Success)
}

async fn connect(session: &Session, access: &ClientAccess, kind: Client) -> Result<Connected, Failure> {
    let access = session.client(Needs::ALL)?.client_access_token(access).await?;
    handshake::connect(&access, kind, session.timeout()).await
}

/// Ctrl-C, or nobody reads stdout any more, as in `watch | head`.
async fn stopped() {
    tokio::select! {
        () = interrupt() => {}
        () = output::closed() => {}
    }
}

/// Ctrl-C; never, where there are no signals.
async fn interrupt() {
    if tokio::signal::ctrl_c().await.is_err() {
        std::future::pending::<()>().await;
    }
}

/// Until all messages that are left have arrived, or stdout is closed.
async fn print(socket: &mut Connected, kind: Client, json: bool, mut left: Option<u64>) -> Result<(), Failure> {
    while left != Some(0) {
        let frame = socket.next().await?;
        if let Frame::Close(close) = &frame {
            return Err(Failure::Closed { status: None, text: CloseText(close.as_ref()).to_string() });
        }
        match frame::read(&frame, kind, json) {
            Arrival::Message(line) => match output::line(&line) {
                Ok(Reader::Present) => left = left.map(|left| left - 1),
                Ok(Reader::Gone) => return Ok(()),
                Err(error) => return Err(Failure::Output { error, reads: true }),
            },
            Arrival::Notice(text) => output::notice(&text),
            Arrival::Nothing => {}
        }
    }
    Ok(())
}

/// The line that is printed for a frame, if it is a message.
pub(crate) fn line(frame: &Frame, client: Client, json: bool) -> Option<String> {
    match frame::read(frame, client, json) {
        Arrival::Message(line) => Some(line),
        Arrival::Notice(_) | Arrival::Nothing => None,
    }
}
