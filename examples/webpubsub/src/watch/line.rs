//! The line that is printed for a message: for a person, or for a program.

use super::frame::{Content, Message};
use crate::output::{Format, one_json_line, one_line, time_of_day};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use console::{Style, Term, colors_enabled, measure_text_width, truncate_str};
use serde_json::json;
use std::io::{IsTerminal as _, stdout};

/// The columns of a line that is not on a terminal.
const COLUMNS: usize = 240;

/// How lines look.
#[derive(Clone, Copy, Debug)]
pub(super) enum Look {
    /// JSON, with all of the message.
    Json,
    /// Time, source, user, kind, and as much of the content as fits.
    Readable { columns: usize, colours: bool },
}

impl Look {
    /// As `--output` says; else for whoever reads standard output.
    pub(super) fn of(output: Option<Format>) -> Self {
        match output {
            Some(Format::Json) => Self::Json,
            None if !stdout().is_terminal() => Self::Json,
            None | Some(Format::Text) => {
                let columns = Term::stdout().size_checked().map_or(COLUMNS, |(_, columns)| columns.into());
                Self::Readable { columns, colours: colors_enabled() }
            }
        }
    }

    pub(super) fn line(self, message: &Message<'_>) -> String {
        match self {
            Self::Json => json(message),
            Self::Readable { columns, colours } => readable(message, columns, colours),
        }
    }
}

fn json(message: &Message<'_>) -> String {
    let data = match (message.envelope, &message.content) {
        (Some(envelope), _) => return one_json_line(envelope),
        (None, Content::Text(text)) => json!(text),
        (None, Content::Json(json)) => json!(json),
        (None, Content::Bytes(bytes)) => json!(STANDARD.encode(bytes)),
    };
    one_json_line(&json!({"dataType": message.kind, "data": data}).to_string())
}

/// `12:34:56  lobby  ann  text  hello`
fn readable(message: &Message<'_>, columns: usize, colours: bool) -> String {
    let styled = |style: Style, text: &str| style.force_styling(colours).apply_to(one_line(text)).to_string();
    let (source, source_style) = match (&message.group, message.envelope) {
        (Some(group), _) => (group.as_ref(), Style::new().cyan()),
        (None, Some(_)) => ("server", Style::new().magenta()),
        // Without an envelope nothing is known.
        (None, None) => ("-", Style::new().dim()),
    };
    let start = [
        styled(Style::new().dim(), &time_of_day()),
        styled(source_style, source),
        styled(Style::new().green(), message.user.as_deref().unwrap_or("-")),
        styled(Style::new().dim(), &message.kind),
    ]
    .join("  ");
    let room = columns.saturating_sub(measure_text_width(&start) + 2).max(20);
    let content = match &message.content {
        Content::Text(text) => one_line(text),
        Content::Json(json) => one_json_line(json),
        Content::Bytes(bytes) => STANDARD.encode(bytes),
    };
    format!("{start}  {}", truncate_str(&content, room, "…"))
}

#[cfg(test)]
mod tests {
    use super::super::Client;
    use super::super::frame::{Arrival, read};
    use super::*;
    use tokio_tungstenite::tungstenite::Message as Frame;

    fn line(frame: &Frame, client: Client, look: Look) -> Option<String> {
        match read(frame, client) {
            Arrival::Message(message) => Some(look.line(&message)),
            Arrival::Notice(_) | Arrival::Nothing => None,
        }
    }

    #[test]
    fn for_programs() {
        for (frame, client, expected) in [
            (Frame::text("a\nb"), Client::Simple, Some(r#"{"data":"a\nb","dataType":"text"}"#)),
            (Frame::binary(vec![0]), Client::Simple, Some(r#"{"data":"AA==","dataType":"binary"}"#)),
            (
                Frame::text("{\"type\":\"message\",\n\"data\":1.0}"),
                Client::Json,
                Some(r#"{"type":"message", "data":1.0}"#),
            ),
            (Frame::text("no envelope"), Client::Json, Some(r#"{"data":"no envelope","dataType":"text"}"#)),
            (Frame::text(r#"{"type":"ack","ackId":1}"#), Client::Json, None),
            (Frame::Ping(Vec::new().into()), Client::Json, None),
        ] {
            assert_eq!(line(&frame, client, Look::Json).as_deref(), expected, "{frame:?}");
        }
        let connected = Frame::text(r#"{"type":"system","event":"connected","connectionId":"c1","userId":null}"#);
        assert!(matches!(read(&connected, Client::Json), Arrival::Notice(text) if text == "connected as c1"));
    }

    #[test]
    fn for_readers() {
        let group =
            r#"{"type":"message","from":"group","group":"lobby","fromUserId":"ann","dataType":"DT","data":DATA}"#;
        let server = r#"{"type":"message","from":"server","dataType":"DT","data":DATA}"#;
        for (envelope, kind, data, expected) in [
            (group, "text", r#""hello\n\u001b[2J""#, "lobby  ann  text  hello\\n\\u{1b}[2J"),
            (group, "json", "{\"a\":\n1.50}", "lobby  ann  json  {\"a\": 1.50}"),
            (group, "json", r#""x""#, "lobby  ann  json  \"x\""),
            (server, "binary", r#""AP8=""#, "server  -  binary  AP8="),
            (server, "protobuf", r#""AP8=""#, "server  -  protobuf  AP8="),
        ] {
            let frame = Frame::text(envelope.replace("DT", kind).replace("DATA", data));
            let line = line(&frame, Client::Json, Look::Readable { columns: 80, colours: false }).expect("a message");
            let (time, rest) = line.split_once("  ").expect("a time");
            assert_eq!((time.len(), rest), (8, expected));
        }
        let bare = line(&Frame::text("hi"), Client::Simple, Look::Readable { columns: 80, colours: false });
        assert!(bare.expect("a message").ends_with("  -  -  text  hi"));
    }

    #[test]
    fn they_fit_into_the_terminal() {
        let long = Frame::text("日本".repeat(100));
        for (columns, width) in [(80, 80), (60, 60), (10, 42)] {
            let line = line(&long, Client::Simple, Look::Readable { columns, colours: true }).expect("a message");
            assert!(line.ends_with('…') && line.contains("\u{1b}["), "{line}");
            assert!((width - 1..=width).contains(&measure_text_width(&line)), "{columns}: {line}");
        }
    }
}
