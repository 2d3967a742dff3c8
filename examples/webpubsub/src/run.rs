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
    match command {
        Command::Watch(watch) => watch::run(watch, session, json).await,
        Command::Batch(_) => batch::run(session).await,
        Command::Call(call) => {
            let response = make(session, *call).await?;
            output::result(&response, json)?;
            Ok(response.exit())
        }
    }
}

async fn make(session: &Session, call: Call) -> Result<Response, Failure> {
    let client = session.client(call.needs())?;
    if let Call::CloseAllConnections(close) = &call {
        close.confirm(&session.hub().unwrap_or_default())?;
    }
    call.make(&client).await
}
