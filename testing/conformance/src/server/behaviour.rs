//! The path of a request, read as a behaviour, and the action that it demands.

use super::action::{Action, Body, Then};
use crate::hash::pattern;
use std::time::Duration;

/// The parts of `/<behaviour>/<id>/<argument>?<query>`.
pub(super) struct Behaviour<'a> {
    pub(super) name: &'a str,
    pub(super) id: u64,
    argument: &'a str,
    query: &'a str,
}

impl<'a> Behaviour<'a> {
    pub(super) fn parse(target: &'a str) -> Self {
        let (path, query) = target.split_once('?').unwrap_or((target, ""));
        let mut parts = path.trim_start_matches('/').splitn(3, '/');
        let name = parts.next().unwrap_or("");
        let id = parts.next().and_then(|id| id.parse().ok()).unwrap_or(0);
        Self { name, id, argument: parts.next().unwrap_or(""), query }
    }

    /// Whether the server does not read the body.
    pub(super) fn ignores_body(&self) -> bool {
        matches!(self.name, "early" | "reject-early")
    }

    /// The value of `name=` in the query.
    pub(super) fn query(&self, name: &str) -> Option<&'a str> {
        self.query.split('&').find_map(|pair| pair.strip_prefix(name)?.strip_prefix('='))
    }

    fn number(&self) -> usize {
        self.argument.parse().unwrap_or(0)
    }

    /// The action; `None` for an unknown behaviour.
    pub(super) fn action(&self, base: &str, content_type: Option<&str>, body: Vec<u8>) -> Option<Action> {
        let end = if self.query == "close" { Then::Close } else { Then::Keep };
        let echo = |body| Action::respond(200, body).with_header("content-type", content_type.unwrap_or("text/plain"));
        let counted = || pattern(self.number(), self.id);
        Some(match self.name {
            "echo" => echo(body).with_end(end),
            "late" => echo(body).delayed(Duration::from_millis(self.number() as u64)),
            "then-close" => echo(body).with_end(Then::CloseUnannounced),
            "status" => {
                let status = self.argument.parse().ok().filter(|status| (200..1_000).contains(status)).unwrap_or(200);
                Action::respond(status, if status == 204 { String::new() } else { format!("status {status}") })
            }
            "headers" => Action::respond(200, "{}")
                .with_header("content-type", "application/json; charset=utf-8")
                .with_header("retry-after", "7")
                .with_header("retry-after-ms", "7000")
                .with_header("x-ms-error-code", "Error.Some.Thing")
                .with_header("x-ms-request-id", "server-1")
                .with_header("x-two", "one")
                .with_header("x-two", "two"),
            "redirect" => {
                let to = self.query("to").unwrap_or("0");
                Action::respond(self.argument.parse().unwrap_or(302), "")
                    .with_header("location", format!("{base}/echo/{to}"))
            }
            "bytes" => Action::respond(200, counted()),
            "chunks" => Action::respond(200, "").with_body(Body::Chunks(counted())),
            "slow" => Action::respond(200, "").with_body(Body::Drip(vec![b'x'; self.number()])),
            "until-close" => Action::respond(200, "").with_body(Body::UntilClose(counted())).with_end(Then::Close),
            "hints" => Action::respond(200, "").with_body(Body::Hinted(b"done".to_vec())),
            "cut" => Action::respond(200, "").with_body(Body::Cut(vec![b'x'; 500])),
            "cut-chunks" => Action::respond(200, "").with_body(Body::CutChunks(vec![b'x'; 500])),
            "endless" => Action::respond(200, "").with_body(Body::Endless),
            "reject-early" => Action::respond(413, "too much").with_end(Then::Close),
            "early" | "reset" => Action::Reset,
            "close" => Action::Close,
            "hang" => Action::Hang,
            "garbage" => Action::Garbage,
            "refused-stream" => Action::RefuseStream,
            _ => return None,
        })
    }
}
