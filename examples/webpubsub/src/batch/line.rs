//! One line: its call, and the result.

use super::fields::Fields;
use super::input::Line;
use super::{client, operations};
use crate::commands::Call;
use crate::connect::Session;
use crate::exit::Exit;
use crate::failure::{Failure, wrong_use};
use serde_json::{Value, json};
use webpubsub_hyper::{ConnectionString, WebPubSubServiceClient};

/// What became of a line.
pub(super) struct Done {
    /// The line's `returned`, and the exit code for it.
    pub(super) result: Result<(Value, Exit), Failure>,
    /// Whether the call changes nothing.
    pub(super) reads: bool,
}

/// Makes the call.
pub(super) async fn call(line: Line<'_>, session: &Session) -> Done {
    let mut reads = true;
    let result = result(line, session, &mut reads).await;
    Done { result, reads }
}

async fn result(line: Line<'_>, session: &Session, reads: &mut bool) -> Result<(Value, Exit), Failure> {
    let (call, client) = match read(line, session)? {
        Read::Value(value) => return Ok((value, Exit::Success)),
        Read::Call(call, client) => (call, client),
    };
    *reads = call.reads();
    let response = call.make(&client).await?;
    Ok((response.to_json(), response.outcome(*reads)))
}

/// What a line asks for.
pub(super) enum Read {
    /// What needs no call.
    Value(Value),
    Call(Box<Call>, WebPubSubServiceClient),
}

/// Reads a line; whatever is wrong with it is known after this.
pub(super) fn read(line: Line<'_>, session: &Session) -> Result<Read, Failure> {
    let Line::Whole(line) = line else { return Err(wrong_use("line", "must have at most 8 MiB")) };
    let Ok(line) = serde_json::from_slice::<Fields>(line) else {
        return Err(wrong_use("line", "must be a JSON object in which each name occurs once"));
    };
    let mut line = line.of("line");
    let (op, args, place) = (line.needed_text("op")?, line.object("args")?, line.object("client")?);
    line.finish()?;
    if op == "parse_connection_string" {
        return parse(args).map(Read::Value);
    }
    let call = operations::call(&op, args)?;
    let client = client::make(place, session, call.needs())?;
    Ok(Read::Call(Box::new(call), client))
}

/// Parses a connection string and shows all of it but the key.
fn parse(mut args: Fields) -> Result<Value, Failure> {
    let text = args.needed_text("connection_string")?;
    args.finish()?;
    let parsed: ConnectionString = text.parse()?;
    if parsed.access_key().is_none() {
        return Err(wrong_use("connection string", "has no AccessKey"));
    }
    Ok(json!({"endpoint": parsed.endpoint().as_str()}))
}
