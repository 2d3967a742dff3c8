//! `batch`: one call a line of the input, one result a line on standard output.

mod args;
mod client;
mod concerns;
mod failed_lines;
mod fields;
mod input;
mod line;
mod message;
mod operations;
mod progress;
mod resume;
mod run;
mod stop;
mod tally;
mod uses;
mod window;

pub(crate) use args::Batch;

use crate::connect::Session;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::interrupt::Interrupts;
use crate::output;
use futures_util::StreamExt as _;
use futures_util::stream::FuturesUnordered;
use input::Lines;
use line::Work;
use run::Run;
use std::pin::pin;
use stop::Stop;

pub(crate) async fn run(batch: Batch, session: &Session, json: bool) -> Result<Exit, Failure> {
    let (source, bytes) = input::open(batch.file.as_deref()).await?;
    let mut lines = Lines::new(source);
    let mut run = Run::new(&batch, session, bytes, json)?;
    let mut interrupts = Interrupts::new();
    let mut unread = pin!(output::closed());
    let mut calls = FuturesUnordered::new();
    loop {
        while let Some((number, work)) = run.window.begin() {
            calls.push(async move { (number, work.perform().await) });
        }
        let reads = run.stopped.is_none() && run.window.has_room();
        if calls.is_empty() && !reads {
            break;
        }
        tokio::select! {
            biased;
            () = &mut unread, if run.stopped.is_none() => run.stop(Stop::Unread),
            () = interrupts.next() => if run.interrupt() {
                run.give_up();
                break;
            },
            Some((number, outcome)) = calls.next() => run.end(number, &outcome, lines.bytes()),
            line = lines.next(), if reads => match line {
                Ok(Some((number, line))) => run.add(number, line),
                Ok(None) => run.at_end(),
                Err(failure) => run.fail(&failure),
            },
        }
    }
    Ok(run.finish(lines.next_number()))
}

/// What each line of the input gives without its call: the error, if it is invalid.
pub(crate) async fn read(input: &[u8], session: &Session) -> Vec<Option<Failure>> {
    let (mut lines, mut results) = (Lines::new(input), Vec::new());
    loop {
        match lines.next().await {
            Ok(Some((_, line))) => match line::read(line, session).work {
                Work::Invalid(failure) => results.push(Some(failure)),
                Work::Value(_) | Work::Call(..) => results.push(None),
            },
            Ok(None) => return results,
            Err(failure) => {
                results.push(Some(failure));
                return results;
            }
        }
    }
}
