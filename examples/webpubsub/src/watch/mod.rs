//! `watch`: a client that prints what arrives.

mod frame;
mod socket;

use crate::commands::AccessArgs;
use crate::connect::Session;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::output;
use clap::{Args, ValueEnum};
use frame::{Arrival, CloseText};
use futures_util::StreamExt as _;
use socket::Socket;
use std::pin::pin;
use tokio_tungstenite::tungstenite::Message as Frame;

/// Connect as a client and print what arrives, a line each
///
/// A JSON client prints each message in its envelope, as it came. A simple client prints text with control characters
/// escaped, and bytes as base64; with --json an object with `dataType` and `data`. That it is connected is said on stderr.
/// Ends with 0 after --count messages or Ctrl-C, 1 if the service refuses or closes it, 3 if the connection is lost.
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
    /// Of the JSON subprotocol: messages come in an envelope that says from whom
    #[default]
    Json,
    /// Without a subprotocol: messages come as they are
    Simple,
}

pub(crate) async fn run(watch: Watch, session: &Session, json: bool) -> Result<Exit, Failure> {
    let Watch { client: kind, count, access } = watch;
    let access = session.client()?.client_access_token(&access.access()).await?;
    // Listened for before anything is said: whoever reads "connected" may interrupt at once.
    let mut interrupted = pin!(interrupt());
    let mut socket = tokio::select! {
        biased;
        () = &mut interrupted => return Ok(Exit::Done),
        socket = socket::connect(&access, kind, session.timeout()) => socket?,
    };
    if kind == Client::Simple {
        output::say("connected");
    }
    let ended = tokio::select! {
        biased;
        () = &mut interrupted => Ok(()),
        ended = print(&mut socket, kind, json, count) => ended,
    };
    // Also where the service said goodbye first: it waits for the answer.
    socket::close(socket).await;
    ended.map(|()| Exit::Done)
}

/// Ctrl-C; never, where no signal can come.
async fn interrupt() {
    if tokio::signal::ctrl_c().await.is_err() {
        std::future::pending::<()>().await;
    }
}

/// Until as many messages as are left have come, or nobody reads them any more.
async fn print(socket: &mut Socket, kind: Client, json: bool, mut left: Option<u64>) -> Result<(), Failure> {
    while left != Some(0) {
        let frame = match socket.next().await {
            Some(Ok(frame)) => frame,
            Some(Err(error)) => return Err(Failure::Unreached(format!("the connection was lost: {error}"))),
            None => return Err(Failure::Unreached("the connection was lost".into())),
        };
        if let Frame::Close(close) = &frame {
            return Err(Failure::Closed { status: None, text: CloseText(close.as_ref()).to_string() });
        }
        match frame::read(&frame, kind, json) {
            Arrival::Message(line) => match output::line(&line) {
                Ok(()) => left = left.map(|left| left - 1),
                // As with `watch | head`: the reader has seen enough.
                Err(Failure::Output(error)) if error.kind() == std::io::ErrorKind::BrokenPipe => return Ok(()),
                Err(failure) => return Err(failure),
            },
            Arrival::Notice(text) => output::say(&text),
            Arrival::Nothing => {}
        }
    }
    Ok(())
}
