//! `batch`: one call a line on standard input, one result a line on standard output.

mod client;
mod fields;
mod input;
mod line;
mod message;
mod operations;

use crate::connect::Session;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::output::{self, Reader};
use clap::Args;
use input::Lines;
use serde_json::json;
use std::pin::pin;
use tokio::io::{BufReader, stdin};

/// Make many calls: one JSON call a line on standard input, one JSON result a line on standard output
///
/// A call is `{"op": "send_to_group", "args": {"group": "lobby", "message": {"text": "hi"}}, "client": {"hub": "news"}}`;
/// `args` and `client` may be left out. What `client` leaves out is as the command line and the environment say.
/// `close_all_connections` does not ask for confirmation.
///
/// The result is `{"returned": …}` or `{"raised": {"type", "status", "code", "message", …}}`, written before the next
/// line is read. Empty lines are passed over. An invalid line has a raised result and does not stop the batch. The exit
/// code is 0 if all calls succeeded; else the first of 4, 3, 1 and 2 that one of them would have alone.
#[derive(Args)]
#[command(
    after_help = "Example:\n  echo '{\"op\": \"user_exists\", \"args\": {\"user_id\": \"ann\"}}' | webpubsub --hub chat batch"
)]
pub(crate) struct Batch {}

pub(crate) async fn run(session: &Session, json: bool) -> Result<Exit, Failure> {
    let mut lines = Lines::new(BufReader::new(stdin()));
    let mut exit = Exit::Success;
    let mut unread = pin!(output::closed());
    loop {
        // A call that has begun is not given up: its outcome would be unknown.
        let line = tokio::select! {
            biased;
            () = &mut unread => return Ok(exit),
            line = lines.next() => line,
        };
        let line = match line {
            Ok(Some(line)) => line,
            Ok(None) => return Ok(exit),
            Err(failure) => {
                output::failure(&failure, json);
                return Ok(exit.or_worse(failure.exit(false)));
            }
        };
        let done = line::call(line, session).await;
        let result = match done.result {
            Ok((returned, outcome)) => {
                exit = exit.or_worse(outcome);
                json!({"returned": returned})
            }
            Err(failure) => {
                exit = exit.or_worse(failure.exit(false));
                json!({"raised": failure.to_json()})
            }
        };
        match output::line(&result.to_string()) {
            Ok(Reader::Present) => {}
            Ok(Reader::Gone) => return Ok(exit),
            Err(error) => {
                let failure = Failure::Output { error, reads: done.reads };
                output::failure(&failure, json);
                return Ok(exit.or_worse(failure.exit(false)));
            }
        }
    }
}

/// What each line of the input gives without its call: the error, if it is invalid.
pub(crate) async fn read(input: &[u8], session: &Session) -> Vec<Option<Failure>> {
    let (mut lines, mut results) = (Lines::new(input), Vec::new());
    loop {
        match lines.next().await {
            Ok(Some(line)) => results.push(line::read(line, session).err()),
            Ok(None) => return results,
            Err(failure) => {
                results.push(Some(failure));
                return results;
            }
        }
    }
}
