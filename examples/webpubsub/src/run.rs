//! From the command line to the exit code.

use crate::cli::Cli;
use crate::commands::{Call, Command};
use crate::connect::{ConnectOptions, Session};
use crate::exit::Exit;
use crate::failure::Failure;
use crate::names::Names;
use crate::output::Format;
use crate::response::Response;
use crate::{batch, cli, completions, output, watch};
use http::StatusCode;
use webpubsub_hyper::operations::RawResponse;

pub(crate) async fn run(cli: Cli, names: &Names) -> Exit {
    let Cli { output, connect, command } = cli;
    let json = output == Some(Format::Json);
    let query = command.is_query();
    perform(connect, command, output).await.unwrap_or_else(|failure| {
        let failure = names.applied(failure);
        output::failure(&failure, json);
        failure.exit(query)
    })
}

async fn perform(connect: ConnectOptions, command: Command, output: Option<Format>) -> Result<Exit, Failure> {
    let json = output == Some(Format::Json);
    let needs = command.needs();
    let session = || Session::new(connect, needs);
    let call = match command {
        Command::Completions(completions) => return completions::print(&completions, cli::command()),
        Command::Watch(watch) => return watch::run(watch, &session()?, output).await,
        Command::Batch(batch) => return batch::run(batch, &session()?, json).await,
        Command::Call(call) => *call,
    };
    let session = session()?;
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
    let code = raw.error_code.as_ref().map(|code| format!(" ({code})")).unwrap_or_default();
    format!("the service responded {}{reason}{code}", raw.status)
}
