//! From a call in neutral words to a call of this library.

mod client;
mod message;
mod operations;
mod options;

pub(crate) use client::{KEY, endpoint};

use crate::behaviour::{Failure, Returned};
use crate::case::{Args, Call};
use crate::recorder::Recorder;
use webpubsub_core::{BuildError, ClientAccess, ClientProtocol, Operation, Role, WebPubSubServiceClient};

type Client<'a> = WebPubSubServiceClient<&'a Recorder>;

/// Why a call has no value.
#[derive(Debug)]
pub(crate) enum Stop {
    /// The library, or one of its types, takes no such value.
    Refused { field: String, text: String },
    /// The answer was an error, or there was none.
    Failed(Failure),
    /// This package does not know how to make such a call.
    Unknown(String),
}

impl Stop {
    pub(crate) fn unknown(what: impl Into<String>) -> Self {
        Self::Unknown(what.into())
    }

    /// No value of the library's type stands for this: a program that said it would not compile.
    pub(crate) fn no_such_value(field: &str) -> Self {
        Self::Refused { field: field.to_owned(), text: format!("{field}: no value of the type says this") }
    }
}

impl From<BuildError> for Stop {
    fn from(error: BuildError) -> Self {
        Self::Refused { field: error.field().to_owned(), text: error.to_string() }
    }
}

/// Makes the client, with all logs on if it is to be `loud`, and calls it, `times` times if it answers yes or no.
pub(crate) async fn call(call: &Call, recorder: &Recorder, times: usize, loud: bool) -> Result<Returned, Stop> {
    let client = client::make(&call.client, recorder, loud)?;
    let mut args = call.args.clone();
    let returned = if call.op == "get_client_access_token" {
        Returned::Access((&client.client_access_token(&access(&mut args)?).await?).into())
    } else {
        operations::call(&client, &call.op, &mut args, times).await?
    };
    if args == Args::default() { Ok(returned) } else { Err(Stop::unknown(format!("arguments left over: {args:?}"))) }
}

/// Takes the arguments that it uses out of `args`, as all that follow do.
fn access(args: &mut Args) -> Result<ClientAccess, Stop> {
    let mut access = ClientAccess::new();
    if args.jwt_headers.take().is_some() {
        return Err(Stop::no_such_value("jwt_headers"));
    }
    if let Some(user_id) = args.user_id.take() {
        access = access.user_id(user_id);
    }
    for role in args.roles.take().into_iter().flatten() {
        access = access.role(Role::raw(role));
    }
    for group in args.groups.take().into_iter().flatten() {
        access = access.group(group);
    }
    if let Some(minutes) = number("minutes", args.minutes_to_expire.take())? {
        access = access.minutes(minutes);
    }
    match args.client_protocol.take().as_deref().unwrap_or("default").to_ascii_lowercase().as_str() {
        "default" => Ok(access.protocol(ClientProtocol::WebPubSub)),
        "mqtt" => Ok(access.protocol(ClientProtocol::Mqtt)),
        "socketio" => Ok(access.protocol(ClientProtocol::SocketIo)),
        _ => Err(Stop::no_such_value("protocol")),
    }
}

fn number(field: &str, value: Option<i64>) -> Result<Option<u32>, Stop> {
    value.map(u32::try_from).transpose().map_err(|_| Stop::no_such_value(field))
}

/// An argument that the operation cannot do without.
fn needed<T>(value: &mut Option<T>, name: &str) -> Result<T, Stop> {
    value.take().ok_or_else(|| Stop::unknown(format!("{name} is missing")))
}

/// Calls an operation that says nothing but success.
async fn done<O: Operation<Output = ()>>(client: &Client<'_>, operation: O) -> Result<Returned, Stop> {
    client.call(&operation).await?;
    Ok(Returned::Nothing)
}

/// Calls an operation that answers yes or no.
async fn asked<O: Operation<Output = bool>>(client: &Client<'_>, operation: O, times: usize) -> Result<Returned, Stop> {
    let mut answers = Vec::with_capacity(times);
    for _ in 0..times {
        answers.push(client.call(&operation).await?);
    }
    Ok(Returned::Answers(answers))
}
