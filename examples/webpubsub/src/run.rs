//! From the command line to the exit code.

use crate::answer::Answer;
use crate::cli::Cli;
use crate::commands::{Call, Command};
use crate::connect::Session;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::{batch, output, watch};

pub(crate) async fn run(cli: Cli) -> Exit {
    let Cli { json, connect, command } = cli;
    let question = command.is_question();
    let ended = match Session::new(connect) {
        Ok(session) => perform(&session, command, json).await,
        Err(failure) => Err(failure),
    };
    ended.unwrap_or_else(|failure| {
        output::complain(&failure, json);
        failure.exit(question)
    })
}

async fn perform(session: &Session, command: Command, json: bool) -> Result<Exit, Failure> {
    match command {
        Command::Watch(watch) => watch::run(watch, session, json).await,
        Command::Batch(_) => batch::run(session).await,
        Command::Call(call) => {
            let answer = make(session, *call).await?;
            output::result(&answer, json)?;
            Ok(answer.exit())
        }
    }
}

async fn make(session: &Session, call: Call) -> Result<Answer, Failure> {
    let client = match &call {
        Call::Health(_) => session.client_without_authorization()?,
        Call::Request(_) => session.client_without_hub()?,
        _ => session.client()?,
    };
    if let Call::CloseAllConnections(close) = &call {
        close.confirm(&session.hub().unwrap_or_default())?;
    }
    call.make(&client).await
}
