//! What a call returns, as text and as JSON.

use crate::exit::Exit;
use crate::output::{json_line, lines, one_line};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};
use std::io::{self, Write};
use webpubsub_hyper::ClientAccessToken;
use webpubsub_hyper::operations::{GroupMember, RawResponse};
use webpubsub_hyper::retry::Outcome;

#[derive(Debug)]
pub(crate) enum Response {
    /// Success without content.
    Empty,
    /// The result of a query.
    Boolean(bool),
    /// The connections in a group.
    Members(Vec<GroupMember>),
    /// A client access token, and what of it is printed as text.
    Access(ClientAccessToken, Part),
    /// The response to a raw request, whatever its status.
    Raw(RawResponse),
}

/// A part of a client access token.
#[derive(Clone, Copy, Debug, Default, clap::ValueEnum)]
pub(crate) enum Part {
    /// What a WebSocket client opens, the token in its query
    #[default]
    Url,
    /// The token alone
    Token,
    /// The URL without the token
    BaseUrl,
}

impl Response {
    /// The exit code of a command with this response alone; `reads` if it changes nothing.
    pub(crate) fn exit(&self, reads: bool) -> Exit {
        if let Self::Boolean(false) = self { Exit::Rejected } else { self.outcome(reads) }
    }

    /// Whether the call succeeded. False is a result, while a raw response can be a failure.
    pub(crate) fn outcome(&self, reads: bool) -> Exit {
        match self {
            Self::Raw(raw) if !(200..300).contains(&raw.status) => {
                let outcome = Outcome::Response { status: raw.status, retry_after: raw.retry_after };
                if outcome.may_have_taken_effect() && !reads { Exit::Unknown } else { Exit::Rejected }
            }
            _ => Exit::Success,
        }
    }

    /// As text; nothing if there is no content. A body is unchanged, unless it is for a terminal, which would execute
    /// control characters.
    pub(crate) fn write(&self, out: &mut impl Write, terminal: bool) -> io::Result<()> {
        match self {
            Self::Empty => Ok(()),
            Self::Boolean(value) => writeln!(out, "{value}"),
            Self::Members(members) => Members(members).write(out),
            Self::Access(access, Part::Url) => writeln!(out, "{}", one_line(&access.expose_url())),
            Self::Access(access, Part::Token) => writeln!(out, "{}", one_line(access.token().expose())),
            Self::Access(access, Part::BaseUrl) => writeln!(out, "{}", access.base_url()),
            Self::Raw(raw) if terminal => write!(out, "{}", lines(&String::from_utf8_lossy(&raw.body))),
            Self::Raw(raw) => out.write_all(&raw.body),
        }
    }

    /// As JSON, the same in `batch` and with `-o json`.
    pub(crate) fn to_json(&self) -> Value {
        match self {
            Self::Empty => Value::Null,
            Self::Boolean(value) => json!(value),
            Self::Members(members) => members.iter().map(member).collect(),
            Self::Access(access, _) => json!({
                "baseUrl": access.base_url(),
                "token": access.token().expose(),
                "url": access.expose_url(),
            }),
            Self::Raw(raw) => {
                let (name, body) = match std::str::from_utf8(&raw.body) {
                    Ok(text) => ("body", text.to_owned()),
                    Err(_) => ("bodyBase64", STANDARD.encode(&raw.body)),
                };
                json!({
                    "status": raw.status,
                    "contentType": raw.content_type,
                    "errorCode": raw.error_code,
                    name: body,
                })
            }
        }
    }
}

/// Some of the connections in a group.
pub(crate) struct Members<'a>(pub(crate) &'a [GroupMember]);

impl Members<'_> {
    pub(crate) fn write(&self, out: &mut impl Write) -> io::Result<()> {
        self.0.iter().try_for_each(|member| {
            let user_id = member.user_id.as_deref().unwrap_or_default();
            writeln!(out, "{}\t{}", one_line(&member.connection_id), one_line(user_id))
        })
    }

    /// As elements of an array, each after the separator, which begins as `[`.
    pub(crate) fn write_json(&self, out: &mut impl Write, separator: &mut &str) -> io::Result<()> {
        self.0
            .iter()
            .try_for_each(|each| write!(out, "{}{}", std::mem::replace(separator, ","), json_line(&member(each))))
    }
}

fn member(member: &GroupMember) -> Value {
    json!({"connectionId": member.connection_id, "userId": member.user_id})
}

impl From<()> for Response {
    fn from((): ()) -> Self {
        Self::Empty
    }
}

impl From<bool> for Response {
    fn from(value: bool) -> Self {
        Self::Boolean(value)
    }
}
