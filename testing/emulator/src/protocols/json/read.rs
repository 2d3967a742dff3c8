//! Frames from the client.

use std::collections::BTreeMap;

use serde::de::DeserializeOwned;
use serde_json::value::RawValue;
use tokio_tungstenite::tungstenite::Message as Frame;

use super::data;
use crate::metadata::Metadata;
use crate::names;
use crate::protocols::{MAX_TTL, Request, Unsupported, Violation};

/// Reads a text frame, or a binary one that holds text.
pub(in crate::protocols) fn read(frame: &Frame) -> Result<Request, Violation> {
    let text = frame.to_text().map_err(|_| Violation::Kind("The JSON subprotocol requires text messages."))?;
    parse(text).map_err(Violation::Content)
}

fn parse(text: &str) -> Result<Request, String> {
    let fields = Fields(serde_json::from_str(text).map_err(|error| format!("Error reading JSON: {error}."))?);
    let kind: String = fields.required("type")?;
    let ack = fields.optional("ackId")?;
    match kind.to_ascii_lowercase().as_str() {
        "joingroup" => Ok(Request::Join { group: fields.group()?, ack }),
        "leavegroup" => Ok(Request::Leave { group: fields.group()?, ack }),
        "sendtogroup" => fields.send(ack),
        "event" => fields.event(ack),
        "ping" => Ok(Request::Ping),
        "sequenceack" => fields.sequence_id().map(Request::SequenceAck),
        "invoke" => Ok(Request::Invoke { invocation: fields.required("invocationId")? }),
        "cancelinvocation" => Ok(Request::CancelInvocation),
        "streamdata" | "streamend" => Ok(Request::Unsupported(Unsupported::Stream(fields.required("streamId")?))),
        "setgroupstate" | "subscribegroupstate" | "unsubscribegroupstate" => {
            Ok(Request::Unsupported(Unsupported::GroupState(ack)))
        }
        _ => Err(format!("Unknown 'type': {kind}.")),
    }
}

/// What belongs to a stream.
#[derive(serde::Deserialize)]
#[serde(rename_all = "camelCase")]
struct Stream {
    stream_id: String,
}

/// The fields of a frame as raw JSON; of two with one name, the last.
pub(super) struct Fields<'a>(BTreeMap<String, &'a RawValue>);

impl<'a> Fields<'a> {
    pub(super) fn get(&self, name: &str) -> Option<&'a RawValue> {
        self.0.get(name).copied()
    }

    pub(super) fn required<T: DeserializeOwned>(&self, name: &str) -> Result<T, String> {
        let value = self.get(name).ok_or_else(|| format!("Missing required property '{name}'."))?;
        serde_json::from_str(value.get()).map_err(|error| format!("Invalid value for '{name}': {error}."))
    }

    /// Absent and null are the same.
    fn optional<T: DeserializeOwned>(&self, name: &str) -> Result<Option<T>, String> {
        self.get(name).map_or(Ok(None), |_| self.required(name))
    }

    fn send(&self, ack: Option<u64>) -> Result<Request, String> {
        if let Some(stream) = self.optional::<Stream>("stream")? {
            return Ok(Request::Unsupported(Unsupported::Stream(stream.stream_id)));
        }
        let metadata = self.metadata()?;
        let ttl_seconds = self.optional("ttlSeconds")?.unwrap_or(0);
        if ttl_seconds > MAX_TTL {
            return Err("'ttlSeconds' is out of range. Allowed range is [0,300].".to_owned());
        }
        let no_echo = self.get("noEcho").map_or(Ok(false), |_| self.required("noEcho"))?;
        let payload = data::read(self, metadata.is_some())?;
        let metadata = metadata.unwrap_or_default();
        Ok(Request::Send { group: self.group()?, payload, metadata, no_echo, ttl_seconds, ack })
    }

    fn event(&self, ack: Option<u64>) -> Result<Request, String> {
        let name: String = self.required("event")?;
        if !names::is_event(&name) {
            return Err("The event name is invalid.".to_owned());
        }
        let metadata = self.metadata()?;
        let payload = data::read(self, metadata.is_some())?;
        Ok(Request::Event { name, payload, metadata: metadata.unwrap_or_default(), ack })
    }

    fn group(&self) -> Result<String, String> {
        let group: String = self.required("group")?;
        if names::is_group(&group) { Ok(group) } else { Err("The group name is invalid.".to_owned()) }
    }

    fn metadata(&self) -> Result<Option<Metadata>, String> {
        self.optional("metadata")?.map(Metadata::new).transpose()
    }

    /// A number, or a string that holds one, as in the documentation.
    fn sequence_id(&self) -> Result<u64, String> {
        let text = self.required::<String>("sequenceId").ok().and_then(|text| text.parse().ok());
        text.map_or_else(|| self.required("sequenceId"), Ok)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::message::Payload;

    fn content(payload: &Payload) -> String {
        match payload {
            Payload::Text(text) => format!("text {text}"),
            Payload::Json(json) => format!("json {}", json.get()),
            Payload::Binary(bytes) => format!("binary {bytes:?}"),
            Payload::Protobuf(bytes) => format!("protobuf {bytes:?}"),
        }
    }

    fn shown(text: &str) -> String {
        match parse(text) {
            Ok(Request::Join { group, ack }) => format!("join {group} {ack:?}"),
            Ok(Request::Leave { group, ack }) => format!("leave {group} {ack:?}"),
            Ok(Request::Event { name, payload, metadata, ack }) => {
                format!("event {name} {} {} {ack:?}", content(&payload), metadata.pairs().len())
            }
            Ok(Request::Invoke { invocation }) => format!("invoke {invocation}"),
            Ok(Request::CancelInvocation) => "cancel".to_owned(),
            Ok(Request::Unsupported(request)) => format!("{request:?}"),
            Ok(Request::Ping) => "ping".to_owned(),
            Ok(Request::SequenceAck(id)) => format!("sequence {id}"),
            Ok(Request::Raw(_)) => "raw".to_owned(),
            Ok(Request::Send { group, payload, metadata, no_echo, ttl_seconds, ack }) => {
                let (content, pairs) = (content(&payload), metadata.pairs().len());
                format!("send {group} {content} {pairs} {no_echo} {ttl_seconds} {ack:?}")
            }
            Err(problem) => format!("rejected: {problem}"),
        }
    }

    #[test]
    fn accepted() {
        for (text, expected) in [
            (r#"{"type":"joinGroup","group":"g"}"#, "join g None"),
            (r#"{"type":"JOINGROUP","group":"g","ackId":0}"#, "join g Some(0)"),
            (
                r#" {"group":"é/","type":"leaveGroup","ackId":18446744073709551615} "#,
                "leave é/ Some(18446744073709551615)",
            ),
            (r#"{"type":"joinGroup","group":"g","ackId":null,"unknown":[1]}"#, "join g None"),
            (r#"{"type":"joinGroup","group":"g","group":"h"}"#, "join h None"),
            (r#"{"type":"ping"}"#, "ping"),
            (r#"{"type":"sequenceAck","sequenceId":5}"#, "sequence 5"),
            (r#"{"type":"sequenceAck","sequenceId":"5"}"#, "sequence 5"),
            (
                r#"{"type":"sendToGroup","group":"g","data":{"b":1e400,"b":2}}"#,
                r#"send g json {"b":1e400,"b":2} 0 false 0 None"#,
            ),
            (
                r#"{"type":"sendToGroup","group":"g","data":"x","dataType":"text","noEcho":true,"ackId":1}"#,
                "send g text x 0 true 0 Some(1)",
            ),
            (
                r#"{"type":"sendToGroup","group":"g","data":"eA==","dataType":"Binary","ttlSeconds":300}"#,
                "send g binary b\"x\" 0 false 300 None",
            ),
            (
                r#"{"type":"sendToGroup","group":"g","data":"eA==","dataType":"protobuf"}"#,
                "send g protobuf b\"x\" 0 false 0 None",
            ),
            (r#"{"type":"sendToGroup","group":"g","metadata":{"k":"v"}}"#, "send g text  1 false 0 None"),
            (r#"{"type":"sendToGroup","group":"g","metadata":null,"data":0}"#, "send g json 0 0 false 0 None"),
            (r#"{"type":"sendToGroup","group":"g","stream":{"streamId":"s","idleTimeoutMs":1}}"#, r#"Stream("s")"#),
            (r#"{"type":"streamData","streamId":"s"}"#, r#"Stream("s")"#),
            (r#"{"type":"setGroupState","group":"g","ackId":5}"#, "GroupState(Some(5))"),
            (r#"{"type":"invoke","invocationId":"i","target":"event","event":"e"}"#, "invoke i"),
            (r#"{"type":"cancelInvocation","invocationId":"i"}"#, "cancel"),
            (r#"{"type":"event","event":"Echo.1","data":"x","ackId":3}"#, r#"event Echo.1 json "x" 0 Some(3)"#),
            (r#"{"type":"event","event":"echo","metadata":{"k":"v"}}"#, "event echo text  1 None"),
        ] {
            assert_eq!(shown(text), expected, "{text}");
        }
    }

    #[test]
    fn rejected() {
        for text in [
            "",
            "1",
            "[]",
            "null",
            "{",
            "{}",
            "x",
            r#"{"type":1}"#,
            r#"{"type":"unknown"}"#,
            r#"{"type":"joinGroup"}"#,
            r#"{"type":"joinGroup","group":1}"#,
            r#"{"type":"joinGroup","group":" "}"#,
            r#"{"type":"joinGroup","group":"g","ackId":-1}"#,
            r#"{"type":"joinGroup","group":"g","ackId":"1"}"#,
            r#"{"type":"joinGroup","group":"g","ackId":1.5}"#,
            r#"{"type":"joinGroup","group":"g","ackId":18446744073709551616}"#,
            r#"{"type":"sendToGroup","group":"g"}"#,
            r#"{"type":"sendToGroup","data":1}"#,
            r#"{"type":"sendToGroup","group":"g","data":null}"#,
            r#"{"type":"sendToGroup","group":"g","data":1,"dataType":"text"}"#,
            r#"{"type":"sendToGroup","group":"g","data":1,"dataType":"xml"}"#,
            r#"{"type":"sendToGroup","group":"g","data":"!","dataType":"binary"}"#,
            r#"{"type":"sendToGroup","group":"g","data":1,"dataType":null}"#,
            r#"{"type":"sendToGroup","group":"g","data":1,"noEcho":1}"#,
            r#"{"type":"sendToGroup","group":"g","data":1,"noEcho":null}"#,
            r#"{"type":"sendToGroup","group":"g","data":1,"ttlSeconds":301}"#,
            r#"{"type":"sendToGroup","group":"g","data":1,"ttlSeconds":-1}"#,
            r#"{"type":"sendToGroup","group":"g","data":1,"metadata":[]}"#,
            r#"{"type":"sendToGroup","group":"g","data":1,"metadata":{"a b":"v"}}"#,
            r#"{"type":"sendToGroup","group":"g","data":1,"metadata":{"a":1}}"#,
            r#"{"type":"sendToGroup","group":"g","stream":{}}"#,
            r#"{"type":"streamData"}"#,
            r#"{"type":"invoke"}"#,
            r#"{"type":"event","data":1}"#,
            r#"{"type":"event","event":"1","data":1}"#,
            r#"{"type":"event","event":"echo"}"#,
            r#"{"type":"sequenceAck"}"#,
            r#"{"type":"sequenceAck","sequenceId":"x"}"#,
            r#"{"type":"sequenceAck","sequenceId":-1}"#,
        ] {
            assert!(shown(text).starts_with("rejected: "), "{text}: {}", shown(text));
        }
    }

    #[test]
    fn depth_does_not_matter() {
        let deep =
            format!(r#"{{"type":"sendToGroup","group":"g","data":{}1{}}}"#, "[".repeat(100_000), "]".repeat(100_000));
        assert!(shown(&deep).starts_with("send g json [["));
        assert!(shown(&"[".repeat(1_000_000)).starts_with("rejected: "));
        assert!(shown(&r#"{"type":"#.repeat(100_000)).starts_with("rejected: "));
    }

    proptest::proptest! {
        #[test]
        fn never_panics(text in ".{0,100}") {
            drop(parse(&text));
        }

        #[test]
        fn fields_of_any_value_never_panic(
            kind in proptest::sample::select(&["joinGroup", "sendToGroup", "event", "ping", "sequenceAck"][..]),
            name in proptest::sample::select(&["group", "data", "dataType", "ackId", "noEcho", "metadata", "event", "sequenceId", "ttlSeconds"][..]),
            value in "(null|true|-?[0-9]{1,20}|\"[a-z ]{0,4}\"|\\[\\]|\\{\"a\":\"b\"\\})",
        ) {
            drop(parse(&format!(r#"{{"type":"{kind}","group":"g","event":"e","data":"eA==","{name}":{value}}}"#)));
        }
    }
}
