//! What a call returned, and how it looks as text and as JSON.

use crate::exit::Exit;
use crate::output::one_line;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};
use std::io::{self, Write};
use webpubsub_hyper::operations::{GroupMember, RawReply};
use webpubsub_hyper::{ClientAccessToken, Outcome};

#[derive(Debug)]
pub(crate) enum Answer {
    /// It succeeded, and that is all.
    Done,
    /// The answer to a question.
    Truth(bool),
    /// The connections in a group.
    Members(Vec<GroupMember>),
    /// A client access token, and what of it is printed as text.
    Access(ClientAccessToken, Part),
    /// The answer to a raw request, whatever its status.
    Reply(RawReply),
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

impl Answer {
    /// The code to end with.
    pub(crate) fn exit(&self) -> Exit {
        match self {
            Self::Truth(false) => Exit::Refused,
            Self::Reply(reply) if (200..300).contains(&reply.status) => Exit::Done,
            Self::Reply(reply) => {
                let outcome = Outcome::Answer { status: reply.status, retry_after: reply.retry_after };
                if outcome.may_have_taken_effect() { Exit::Uncertain } else { Exit::Refused }
            }
            _ => Exit::Done,
        }
    }

    /// As text; nothing where there is nothing to say.
    pub(crate) fn write(&self, out: &mut impl Write) -> io::Result<()> {
        match self {
            Self::Done => Ok(()),
            Self::Truth(truth) => writeln!(out, "{truth}"),
            Self::Members(members) => members.iter().try_for_each(|member| {
                let user_id = member.user_id.as_deref().unwrap_or_default();
                writeln!(out, "{}\t{}", one_line(&member.connection_id), one_line(user_id))
            }),
            Self::Access(access, Part::Url) => writeln!(out, "{}", access.url().expose()),
            Self::Access(access, Part::Token) => writeln!(out, "{}", access.token().expose()),
            Self::Access(access, Part::BaseUrl) => writeln!(out, "{}", access.base_url()),
            Self::Reply(reply) => out.write_all(&reply.body),
        }
    }

    /// As JSON, the same in `batch` and with `--json`.
    pub(crate) fn to_json(&self) -> Value {
        match self {
            Self::Done => Value::Null,
            Self::Truth(truth) => json!(truth),
            Self::Members(members) => members
                .iter()
                .map(|member| json!({"connectionId": member.connection_id, "userId": member.user_id}))
                .collect(),
            Self::Access(access, _) => json!({
                "baseUrl": access.base_url(),
                "token": access.token().expose(),
                "url": access.url().expose(),
            }),
            Self::Reply(reply) => {
                let (name, body) = match std::str::from_utf8(&reply.body) {
                    Ok(text) => ("body", text.to_owned()),
                    Err(_) => ("bodyBase64", STANDARD.encode(&reply.body)),
                };
                json!({
                    "status": reply.status,
                    "contentType": reply.content_type,
                    "errorCode": reply.error_code,
                    name: body,
                })
            }
        }
    }
}

impl From<()> for Answer {
    fn from((): ()) -> Self {
        Self::Done
    }
}

impl From<bool> for Answer {
    fn from(truth: bool) -> Self {
        Self::Truth(truth)
    }
}
