//! One line: its call, and the result.

use super::fields::Fields;
use super::{client, operations};
use crate::connect::Session;
use crate::failure::{Failure, wrong_use};
use serde_json::{Value, json};
use webpubsub_hyper::ConnectionString;

/// Makes the call; the result is the line's `returned`.
pub(super) async fn call(line: &[u8], session: &Session) -> Result<Value, Failure> {
    let Ok(line) = serde_json::from_slice::<Fields>(line) else {
        return Err(wrong_use("line", "must be a JSON object in which each name occurs once"));
    };
    let mut line = line.of("line");
    let (op, args, place) = (line.needed_text("op")?, line.object("args")?, line.object("client")?);
    line.finish()?;
    if op == "parse_connection_string" {
        return parse(args);
    }
    let call = operations::call(&op, args)?;
    let client = client::make(place, session, call.needs())?;
    Ok(call.make(&client).await?.to_json())
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
