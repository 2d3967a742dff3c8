//! A recorded call's arguments as values of this library.

use super::Failure;
use crate::recording::{Args, ContentType, Message as RecordedMessage};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use webpubsub_core::{BuildError, ClientAccess, ClientProtocol, Message, Permission, Role};

/// Why a call returns no value.
#[derive(Debug)]
pub(super) enum CallError {
    /// The library, or one of its types, takes no such value.
    Rejected { field: String, text: String },
    /// The response was an error, or there was none.
    Failed(Failure),
    /// This package does not know how to make such a call.
    Unknown(String),
}

impl CallError {
    pub(super) fn unknown(what: impl Into<String>) -> Self {
        Self::Unknown(what.into())
    }

    /// No value of the library's type expresses this: such a program would not compile.
    pub(super) fn no_such_value(field: &str) -> Self {
        Self::Rejected { field: field.to_owned(), text: format!("{field}: no value of the type says this") }
    }
}

impl From<BuildError> for CallError {
    fn from(error: BuildError) -> Self {
        Self::Rejected { field: error.field().to_owned(), text: error.to_string() }
    }
}

/// An argument that the operation requires, taken out of the call.
pub(super) fn required<T>(value: &mut Option<T>, name: &str) -> Result<T, CallError> {
    value.take().ok_or_else(|| CallError::unknown(format!("{name} is missing")))
}

/// A number of the library's type.
pub(super) fn number(field: &str, value: Option<i64>) -> Result<Option<u32>, CallError> {
    value.map(u32::try_from).transpose().map_err(|_| CallError::no_such_value(field))
}

pub(super) fn permission(args: &mut Args) -> Result<Permission, CallError> {
    Ok(required(&mut args.permission, "permission")?.parse::<Permission>()?)
}

/// What a client token is to grant.
pub(super) fn client_access(args: &mut Args) -> Result<ClientAccess, CallError> {
    let mut access = ClientAccess::new();
    if args.jwt_headers.take().is_some() {
        return Err(CallError::no_such_value("jwt_headers"));
    }
    if let Some(user_id) = args.user_id.take() {
        access = access.user_id(user_id);
    }
    for role in args.roles.take().into_iter().flatten() {
        access = access.role(role.parse::<Role>()?);
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
        _ => Err(CallError::no_such_value("protocol")),
    }
}

/// The message as a program would write it that means what the call says.
///
/// A text for which no content type was passed is JSON in all SDKs; here a program says so.
pub(super) fn message(args: &mut Args) -> Result<Message, CallError> {
    use RecordedMessage::{BytesB64, Json, StreamB64, Text};
    let message = required(&mut args.message, "message")?;
    let content_type = std::mem::take(&mut args.content_type);
    let usual = match (&content_type, &message) {
        (ContentType::NotPassed, Text(_)) | (_, Json(_)) => "application/json",
        (_, Text(_)) => "text/plain",
        _ => "application/octet-stream",
    };
    match (message, content_type.essence().unwrap_or(usual)) {
        (Json(value), "application/json") => Ok(Message::json(&value)?),
        (Text(text), "application/json") => Ok(Message::json(&text)?),
        (Text(text), "text/plain") => Ok(Message::text(text)),
        (Text(text), "application/octet-stream") => Ok(Message::binary(text.into_bytes())),
        (BytesB64(bytes) | StreamB64(bytes), "application/octet-stream") => Ok(Message::binary(decode(&bytes)?)),
        (BytesB64(bytes), "text/plain") => match String::from_utf8(decode(&bytes)?) {
            Ok(text) => Ok(Message::text(text)),
            Err(_) => Err(CallError::no_such_value("message")),
        },
        (BytesB64(bytes), "application/json") => Ok(Message::raw_json(decode(&bytes)?)?),
        _ => Err(CallError::no_such_value("message")),
    }
}

fn decode(base64: &str) -> Result<Vec<u8>, CallError> {
    STANDARD.decode(base64).map_err(|error| CallError::unknown(format!("message: {error}")))
}
