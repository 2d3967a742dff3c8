//! `batch`: one call a line on standard input, one result a line on standard output.

mod client;
mod fields;
mod line;
mod message;
mod operations;

use crate::connect::Session;
use crate::exit::Exit;
use crate::failure::{Failure, wrong_use};
use crate::output;
use clap::Args;
use serde_json::json;
use tokio::io::{AsyncBufReadExt, BufReader, stdin};

/// Make many calls: one JSON call a line on standard input, one JSON result a line on standard output
///
/// A call is `{"op": "send_to_group", "args": {"group": "lobby", "message": {"text": "hi"}}, "client": {"hub": "news"}}`;
/// `args` and `client` may be left out. What `client` leaves out is as the command line and the environment say.
/// `close_all_connections` does not ask for confirmation.
///
/// The result is `{"returned": …}` or `{"raised": {"type", "status", "code", "message", …}}`, written before the next
/// line is read. An invalid line has a raised result and does not stop the batch. The exit code is 0 when all lines
/// have a result, and 2 if one of them had no endpoint, hub or credential.
#[derive(Args)]
#[command(
    after_help = "Example:\n  echo '{\"op\": \"user_exists\", \"args\": {\"user_id\": \"ann\"}}' | webpubsub --hub chat batch"
)]
pub(crate) struct Batch {}

pub(crate) async fn run(session: &Session) -> Result<Exit, Failure> {
    let mut lines = BufReader::new(stdin());
    let (mut line, mut exit) = (Vec::new(), Exit::Success);
    loop {
        line.clear();
        let read = lines.read_until(b'\n', &mut line).await;
        if read.map_err(|error| wrong_use("standard input", format!("cannot be read: {error}")))? == 0 {
            return Ok(exit);
        }
        let result = match line::call(&line, session).await {
            Ok(returned) => json!({"returned": returned}),
            Err(failure) => {
                if matches!(failure, Failure::Missing(_)) {
                    exit = Exit::WrongUse;
                }
                json!({"raised": failure.to_json()})
            }
        };
        output::json_line(&result)?;
    }
}
