//! One line: the call it holds, and what came of it.

use super::fields::Fields;
use super::{client, operations};
use crate::connect::Session;
use crate::failure::{Failure, refuse};
use serde_json::{Value, json};
use webpubsub_hyper::ConnectionString;

/// Makes the call; what comes back is the line's `returned`.
pub(super) async fn answer(line: &[u8], session: &Session) -> Result<Value, Failure> {
    let Ok(call) = serde_json::from_slice::<Fields>(line) else {
        return Err(refuse("line", "must be a JSON object in which no name is given twice"));
    };
    let mut call = call.of("line");
    let (op, args, place) = (call.needed_text("op")?, call.object("args")?, call.object("client")?);
    call.finish()?;
    if op == "parse_connection_string" {
        return parse(args);
    }
    let client = client::make(place, session)?;
    let answer = operations::call(&op, args)?.make(&client).await?;
    Ok(answer.to_json())
}

/// Reads a connection string and shows all of it but the key.
fn parse(mut args: Fields) -> Result<Value, Failure> {
    let text = args.needed_text("connection_string")?;
    args.finish()?;
    let parsed = ConnectionString::parse(&text)?;
    Ok(json!({"endpoint": parsed.endpoint().as_str()}))
}
