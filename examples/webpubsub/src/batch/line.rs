//! One line: its call, and the result.

use super::concerns::Concerns;
use super::fields::Fields;
use super::input::Line;
use super::{client, operations};
use crate::commands::Call;
use crate::connect::Session;
use crate::exit::Exit;
use crate::failure::{Failure, wrong_use};
use crate::output::one_json_line;
use serde::Serialize;
use serde_json::value::RawValue;
use serde_json::{Value, json};
use webpubsub_hyper::{ConnectionString, WebPubSubServiceClient};

/// What a line says.
pub(super) struct Job {
    /// The caller's own name for it, a string or a number.
    pub(super) id: Option<Box<RawValue>>,
    pub(super) concerns: Concerns,
    /// Whether endpoint and credential are those of the command line.
    pub(super) is_plain: bool,
    pub(super) work: Work,
}

/// The fields of `client` that name another place or credential.
const OWN: [&str; 5] = ["endpoint", "reverse_proxy_endpoint", "kind", "key", "token"];

/// What a line asks for.
pub(super) enum Work {
    /// Nothing: it is invalid.
    Invalid(Failure),
    /// What needs no call.
    Value(Value),
    Call(Box<Call>, WebPubSubServiceClient),
}

/// What became of a line: its `returned` with the exit code for it, or why there is none.
pub(super) type Outcome = Result<(Value, Exit), Failure>;

/// Reads a line; whatever is wrong with it is known after this.
pub(super) fn read(line: Line<'_>, session: &Session) -> Job {
    let mut job = Job { id: None, concerns: Concerns::Nothing, is_plain: false, work: Work::Value(Value::Null) };
    job.work = work(line, session, &mut job).unwrap_or_else(Work::Invalid);
    job
}

fn work(line: Line<'_>, session: &Session, job: &mut Job) -> Result<Work, Failure> {
    let Line::Whole(line) = line else { return Err(wrong_use("line", "must have at most 8 MiB")) };
    let Ok(line) = serde_json::from_slice::<Fields>(line) else {
        return Err(wrong_use("line", "must be a JSON object in which each name occurs once"));
    };
    let mut line = line.of("line");
    job.id = line.raw("id").filter(|id| id.get() != "null");
    if let Some(id) = job.id.take_if(|id| id.get().starts_with(['{', '[', 't', 'f'])) {
        drop(id);
        return Err(wrong_use("line", "`id` must be a string or a number"));
    }
    let (op, args, place) = (line.needed_text("op")?, line.object("args")?, line.object("client")?);
    line.finish()?;
    if op == "parse_connection_string" {
        return parse(args).map(Work::Value);
    }
    let concerns = Concerns::of(&op, &args);
    job.is_plain = !OWN.iter().any(|field| place.has(field));
    let call = operations::call(&op, args)?;
    let client = client::make(place, session, call.needs())?;
    // What is invalid waits for nothing, and nothing for it.
    job.concerns = concerns;
    Ok(Work::Call(Box::new(call), client))
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

impl Work {
    /// Whether nothing changes by it.
    pub(super) fn reads(&self) -> bool {
        match self {
            Self::Invalid(_) | Self::Value(_) => true,
            Self::Call(call, _) => call.reads(),
        }
    }

    /// Makes the call.
    pub(super) async fn perform(self) -> Outcome {
        let reads = self.reads();
        match self {
            Self::Invalid(failure) => Err(failure),
            Self::Value(value) => Ok((value, Exit::Success)),
            Self::Call(call, client) => {
                let response = call.make(&client).await?;
                Ok((response.to_json(), response.outcome(reads)))
            }
        }
    }
}

/// A line of the output, the line's number first: it is there even if the rest is cut off.
#[derive(Serialize)]
struct ResultLine<'a> {
    line: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    id: Option<&'a RawValue>,
    #[serde(skip_serializing_if = "Option::is_none")]
    returned: Option<&'a Value>,
    #[serde(skip_serializing_if = "Option::is_none")]
    raised: Option<Value>,
}

/// What is printed for a line.
pub(super) fn result(line: u64, id: Option<&RawValue>, outcome: &Outcome) -> String {
    let (returned, raised) = match outcome {
        Ok((value, _)) => (Some(value), None),
        Err(failure) => (None, Some(failure.to_json())),
    };
    // All of it can be written as JSON.
    one_json_line(&serde_json::to_string(&ResultLine { line, id, returned, raised }).unwrap_or_default())
}
