//! From the command line to the exit code.

use crate::cli::Cli;
use crate::commands::{Call, Command};
use crate::connect::Session;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::response::Response;
use crate::{batch, output, watch};

pub(crate) async fn run(cli: Cli) -> Exit {
    let Cli { json, connect, command } = cli;
    let query = command.is_query();
    let result = match Session::new(connect, command.needs()) {
        Ok(session) => perform(&session, command, json).await,
        Err(failure) => Err(failure),
    };
    result.unwrap_or_else(|failure| {
        output::failure(&failure, json);
        failure.exit(query)
    })
}

async fn perform(session: &Session, command: Command, json: bool) -> Result<Exit, Failure> {
    let call = match command {
        Command::Watch(watch) => return watch::run(watch, session, json).await,
        Command::Batch(_) => return batch::run(session, json).await,
        Command::Call(call) => *call,
    };
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
    Ok(response.exit())
}

/// Prints the response. Whether anybody reads it does not change what the call did.
fn print(response: &Response, json: bool) -> std::io::Result<()> {
    output::result(response, json).map(|_| ())
}
