//! `batch`: a call a line on standard input, a result a line on standard output.

mod client;
mod fields;
mod line;
mod message;
mod operations;

use crate::connect::Session;
use crate::exit::Exit;
use crate::failure::{Failure, refuse};
use crate::output;
use clap::Args;
use serde_json::json;
use tokio::io::{AsyncBufReadExt, BufReader, stdin};

/// Make many calls: one JSON call a line on standard input, one JSON result a line on standard output
///
/// A call is `{"op": "send_to_group", "args": {"group": "lobby", "message": {"text": "hi"}}, "client": {"hub": "news"}}`;
/// `args` and `client` may be left out. What `client` leaves open is as the command line says, else as in recorded test
/// calls: `http://127.0.0.1:28471`, hub `chat`, and a key that is no secret. `close_all_connections` does not ask.
///
/// The result is `{"returned": …}` or `{"raised": {"type", "status", "code", "message", "sent", "mayHaveTakenEffect"}}`,
/// written before the next line is read. A line that is no call is a raised result and stops nothing; the exit code is 0
/// when all lines are answered.
#[derive(Args)]
#[command(
    after_help = "Example:\n  echo '{\"op\": \"user_exists\", \"args\": {\"user_id\": \"ann\"}}' | webpubsub --hub chat batch"
)]
pub(crate) struct Batch {}

pub(crate) async fn run(session: &Session) -> Result<Exit, Failure> {
    let mut lines = BufReader::new(stdin());
    let mut line = Vec::new();
    loop {
        line.clear();
        let read = lines.read_until(b'\n', &mut line).await;
        if read.map_err(|error| refuse("standard input", format!("cannot be read: {error}")))? == 0 {
            return Ok(Exit::Done);
        }
        let result = match line::answer(&line, session).await {
            Ok(returned) => json!({"returned": returned}),
            Err(failure) => json!({"raised": failure.to_json()}),
        };
        output::json_line(&result)?;
    }
}
