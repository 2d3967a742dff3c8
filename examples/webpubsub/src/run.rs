//! From the command line to the exit code.

use crate::cli::Cli;
use crate::commands::{Call, Command};
use crate::connect::{ConnectOptions, Session};
use crate::exit::Exit;
use crate::failure::{Failure, wrong_use};
use crate::names::Names;
use crate::output::Format;
use crate::reasons::{Context, Reason};
use crate::response::Response;
use crate::{batch, cli, completions, doctor, output, watch};
use http::StatusCode;
use webpubsub_hyper::operations::RawResponse;

/// Longer than any code of the service, and shorter than any token that somebody could send back.
const MAX_CODE: usize = 64;

pub(crate) async fn run(cli: Cli, names: &Names) -> Exit {
    let Cli { output, connect, command } = cli;
    let json = output == Some(Format::Json);
    let query = command.is_query();
    let mut context = None;
    match perform(connect, command, names, output, &mut context).await {
        Ok(exit) => exit,
        Err(failure) => {
            let failure = names.applied(failure);
            let hint = context.and_then(|context| Reason::of(&failure, &context));
            // The reason of a failed sign-in is the error's own text.
            let hint = hint.filter(|reason| !matches!(reason, Reason::SignIn(_)));
            output::failure(&failure, hint.as_ref(), json);
            failure.exit(query)
        }
    }
}

/// `context` is what a failure is judged by, once it is known.
async fn perform(
    connect: ConnectOptions,
    command: Command,
    names: &Names,
    output: Option<Format>,
    context: &mut Option<Context>,
) -> Result<Exit, Failure> {
    let json = output == Some(Format::Json);
    let needs = command.needs();
    let mut session = |connect| {
        let session = Session::new(connect, needs)?;
        *context = Some(session.context());
        Ok::<Session, Failure>(session)
    };
    let call = match command {
        Command::Completions(completions) => return completions::print(&completions, cli::command()),
        Command::Emulator(_) => return Err(wrong_use("emulator", "must be the first word: its options are its own")),
        Command::Doctor(_) => return doctor::run(connect, names, json).await,
        Command::Watch(watch) => return watch::run(watch, &session(connect)?, output).await,
        Command::Batch(batch) => return batch::run(batch, &session(connect)?, json).await,
        Command::Call(call) => *call,
    };
    let session = session(connect)?;
    let client = session.client(call.needs())?;
    if let Call::ListConnections(list) = call {
        return list.print(&client, json).await;
    }
    if let Call::CloseAllConnections(close) = &call {
        close.confirm(&session.hub().unwrap_or_default())?;
    }
    let reads = call.reads();
    let response = call.make(&client).await?;
    print(&response, json).map_err(|error| Failure::Output { error, reads })?;
    if let Response::Raw(raw) = &response
        && response.outcome(reads) != Exit::Success
        && !json
    {
        output::notice(&status(raw));
    }
    Ok(response.exit(reads))
}

/// Prints the response. Whether anybody reads it does not change what the call did.
fn print(response: &Response, json: bool) -> std::io::Result<()> {
    output::result(response, json).map(|_| ())
}

/// The status of a raw response, which its body need not name.
fn status(raw: &RawResponse) -> String {
    let reason = StatusCode::from_u16(raw.status).ok().and_then(|status| status.canonical_reason());
    let reason = reason.map(|reason| format!(" {reason}")).unwrap_or_default();
    let code = raw.error_code.as_ref().filter(|code| code.len() <= MAX_CODE);
    let code = code.map(|code| format!(" ({code})")).unwrap_or_default();
    format!("the service responded {}{reason}{code}", raw.status)
}
