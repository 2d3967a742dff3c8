//! `watch`: a client that prints what arrives.

mod dial;
mod filter;
mod frame;
mod handshake;
mod heard;
mod line;
mod reconnect;
mod socket;
mod trust;

pub(crate) use dial::dial;
pub(crate) use handshake::connect as handshake;
pub(crate) use trust::Trust;

use crate::commands::AccessArgs;
use crate::connect::{Needs, Session};
use crate::exit::Exit;
use crate::failure::{Failure, wrong_use};
use crate::interrupt::Interrupts;
use crate::output::{self, Format, Reader};
use clap::{Args, ValueEnum};
use filter::Filter;
use frame::{Arrival, CloseText};
use handshake::Connected;
use line::Look;
use reconnect::Reconnect;
use std::convert::Infallible;
use std::pin::{Pin, pin};
use std::time::{Duration, Instant};
use tokio_tungstenite::tungstenite::Message as Frame;
use webpubsub_hyper::{CallOptions, ClientAccess, Secret};

/// How long a token may take that the service makes, without `--timeout`.
const TOKEN_TIMEOUT: Duration = Duration::from_secs(25);

/// Connect as a client and print what arrives
///
/// On a terminal, or with `-o text`, one line a message: time, group or server, user, kind, and as much of the content as
/// fits; coloured unless `NO_COLOR` is set. In a pipe, or with `-o json`, one line of JSON a message: a JSON client's
/// envelope, unchanged; for a simple client an object with `dataType` and `data`, bytes as base64.
///
/// Notices about the connection go to stderr. A connection that does not respond to pings counts as lost within a minute.
/// Exit code 0 after --count messages or Ctrl-C, 1 if the service rejects or closes the connection, 3 if it is lost.
#[derive(Args)]
#[command(after_help = "Example:\n  webpubsub watch --group lobby --count 1\n  \
        webpubsub watch --user ann --filter kind=json --reconnect | head -n 1")]
pub(crate) struct Watch {
    /// The kind of client
    #[arg(long, value_enum, value_name = "KIND", default_value_t)]
    client: Client,
    /// End after so many messages
    #[arg(long, value_name = "MESSAGES", value_parser = clap::value_parser!(u64).range(1..))]
    count: Option<u64>,
    /// Print only messages with this kind, group or user (`kind=json`, `group=lobby`, `user=ann`); can be repeated: of
    /// each, one must be the message's
    #[arg(long, value_name = "FIELD=VALUE", value_parser = filter::parse)]
    filter: Vec<Filter>,
    /// Connect anew when the connection is lost or closed; give up after so many seconds without a connection, 0 never
    #[arg(long, value_name = "SECONDS", num_args = 0..=1, require_equals = true, default_missing_value = "60")]
    reconnect: Option<u32>,
    /// What other tools take as it is.
    #[arg(hide = true, value_name = "GROUP", value_parser = misplaced)]
    misplaced: Option<Infallible>,
    #[command(flatten)]
    access: AccessArgs,
}

/// For the argument parser.
fn misplaced(_: &str) -> Result<Infallible, &'static str> {
    Err("use --group for a group, and --reconnect=SECONDS")
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum Client {
    /// JSON subprotocol: messages arrive in an envelope that names their source
    #[default]
    Json,
    /// No subprotocol: messages arrive as they are
    Simple,
}

pub(crate) async fn run(watch: Watch, session: &Session, output: Option<Format>) -> Result<Exit, Failure> {
    let Watch { client: kind, count, filter, reconnect, access, misplaced: _ } = watch;
    if kind == Client::Simple && filter.iter().any(Filter::needs_envelope) {
        return Err(wrong_use("--filter", "on group or user needs the JSON client: a simple one does not know them"));
    }
    let mut reconnect = Reconnect::new(reconnect.map(|seconds| Duration::from_secs(seconds.into())));
    let mut watcher = Watcher { session, access: access.access()?, kind, filter, look: Look::of(output), left: count };
    // Before the first notice: the reader of "connected" may interrupt at once.
    let mut stopped = pin!(stopped());
    loop {
        let start = Instant::now();
        let (connected, ended) = watcher.watch(stopped.as_mut()).await;
        let Err(failure) = ended else { return Ok(Exit::Success) };
        let took = if connected { Duration::ZERO } else { start.elapsed() };
        if connected {
            reconnect.connected();
        }
        let Some(backoff) = reconnect.after(&failure, took) else { return Err(failure) };
        output::notice(&format!("{failure}; connecting anew in {} s", backoff.as_secs()));
        tokio::select! {
            biased;
            () = &mut stopped => return Ok(Exit::Success),
            () = tokio::time::sleep(backoff) => {}
        }
    }
}

struct Watcher<'a> {
    session: &'a Session,
    access: ClientAccess,
    kind: Client,
    filter: Vec<Filter>,
    look: Look,
    /// How many messages are left to print.
    left: Option<u64>,
}

impl Watcher<'_> {
    /// One connection from its start to its end: whether there was one, and why it ended.
    async fn watch(&mut self, mut stopped: Pin<&mut impl Future<Output = ()>>) -> (bool, Result<(), Failure>) {
        let socket = tokio::select! {
            biased;
            () = &mut stopped => return (false, Ok(())),
            socket = self.connect() => socket,
        };
        let (mut socket, token) = match socket {
            Ok(connected) => connected,
            Err(failure) => return (false, Err(failure)),
        };
        if self.kind == Client::Simple {
            output::notice("connected");
        }
        let ended = tokio::select! {
            biased;
            () = stopped => Ok(()),
            ended = self.print(&mut socket, &token) => ended.map_err(|failure| failure.without(&token)),
        };
        // Also if the service began to close: it waits for the response.
        socket.close().await;
        (true, ended)
    }

    async fn connect(&self) -> Result<(Connected, Secret), Failure> {
        let mut client = self.session.client(Needs::ALL)?;
        if self.session.timeout().is_none() {
            client = client.with_options(CallOptions::new().timeout(TOKEN_TIMEOUT));
        }
        let access = client.client_access_token(&self.access).await?;
        let socket = handshake(&access, self.kind, self.session.timeout()).await?;
        Ok((socket, access.token().clone()))
    }

    /// Until all messages that are left have arrived, or stdout is closed.
    async fn print(&mut self, socket: &mut Connected, token: &Secret) -> Result<(), Failure> {
        while self.left != Some(0) {
            let frame = socket.next().await?;
            if let Frame::Close(close) = &frame {
                return Err(Failure::Closed { status: None, text: CloseText(close.as_ref()).to_string() });
            }
            match frame::read(&frame, self.kind) {
                Arrival::Message(message) if filter::passes(&self.filter, &message) => {
                    match output::line(&self.look.line(&message)) {
                        Ok(Reader::Present) => self.left = self.left.map(|left| left - 1),
                        Ok(Reader::Gone) => return Ok(()),
                        Err(error) => return Err(Failure::Output { error, reads: true }),
                    }
                }
                Arrival::Notice(text) => output::notice(&output::short(&token.redact(&text))),
                Arrival::Message(_) | Arrival::Nothing => {}
            }
        }
        Ok(())
    }
}

/// Ctrl-C, SIGTERM, or nobody reads stdout any more, as in `watch | head`.
async fn stopped() {
    let mut interrupts = Interrupts::new();
    tokio::select! {
        () = interrupts.next() => {}
        () = output::closed() => {}
    }
}

/// The line that is printed for a frame, if it is a message: JSON, or for a reader.
pub(crate) fn line(frame: &Frame, client: Client, json: bool) -> Option<String> {
    let look = if json { Look::Json } else { Look::Readable { columns: 80, colours: false } };
    match frame::read(frame, client) {
        Arrival::Message(message) => Some(look.line(&message)),
        Arrival::Notice(_) | Arrival::Nothing => None,
    }
}
