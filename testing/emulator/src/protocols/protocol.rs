//! What a connection speaks: its WebSocket subprotocol.

use bytes::Bytes;

use super::{Failure, Frame, Request, Unsupported, Violation, encoded, json, protobuf, simple};

/// The subprotocol of a connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Protocol {
    /// None: frames are payloads.
    Simple,
    /// `json.webpubsub.azure.v1`.
    Json,
    /// `json.reliable.webpubsub.azure.v1`.
    ReliableJson,
    /// `protobuf.webpubsub.azure.v1`.
    Protobuf,
    /// `protobuf.reliable.webpubsub.azure.v1`.
    ReliableProtobuf,
}

/// How frames are written.
#[derive(Clone, Copy)]
enum Format {
    Simple,
    Json,
    Protobuf,
}

impl Protocol {
    /// The subprotocol of this name.
    pub(crate) fn named(name: &str) -> Option<Self> {
        let all = [Self::Json, Self::ReliableJson, Self::Protobuf, Self::ReliableProtobuf];
        all.into_iter().find(|protocol| protocol.name() == Some(name))
    }

    /// Its name in the handshake.
    pub(crate) fn name(self) -> Option<&'static str> {
        match self {
            Self::Simple => None,
            Self::Json => Some(json::NAME),
            Self::ReliableJson => Some(json::RELIABLE_NAME),
            Self::Protobuf => Some(protobuf::NAME),
            Self::ReliableProtobuf => Some(protobuf::RELIABLE_NAME),
        }
    }

    /// Whether messages are numbered, acknowledged and sent again over a new transport.
    pub(crate) fn is_reliable(self) -> bool {
        matches!(self, Self::ReliableJson | Self::ReliableProtobuf)
    }

    fn format(self) -> Format {
        match self {
            Self::Simple => Format::Simple,
            Self::Json | Self::ReliableJson => Format::Json,
            Self::Protobuf | Self::ReliableProtobuf => Format::Protobuf,
        }
    }

    /// The first frame; for a reliable client with a reconnection token.
    pub(crate) fn connected(self, id: &str, user: Option<&str>, token: Option<&str>) -> Option<Frame> {
        match self.format() {
            Format::Simple => None,
            Format::Json => Some(json::connected(id, user, token)),
            Format::Protobuf => Some(protobuf::connected(id, user, token)),
        }
    }

    /// The last frame before the emulator closes.
    pub(crate) fn disconnected(self, reason: &str) -> Option<Frame> {
        match self.format() {
            Format::Simple => None,
            Format::Json => Some(json::disconnected(reason)),
            Format::Protobuf => Some(protobuf::disconnected(reason)),
        }
    }

    /// The result of a request with this ack id.
    pub(crate) fn ack(self, id: u64, result: Result<(), &Failure>) -> Option<Frame> {
        match self.format() {
            Format::Simple => None,
            Format::Json => Some(json::ack(id, result)),
            Format::Protobuf => Some(protobuf::ack(id, result)),
        }
    }

    /// The response to a ping of the subprotocol.
    pub(crate) fn pong(self) -> Option<Frame> {
        match self.format() {
            Format::Simple => None,
            Format::Json => Some(json::pong()),
            Format::Protobuf => Some(protobuf::pong()),
        }
    }

    /// The response to an invocation that failed.
    pub(crate) fn invoke_response(self, invocation: String, failure: &Failure) -> Option<Frame> {
        match self.format() {
            Format::Simple => None,
            Format::Json => Some(json::invoke_response(&invocation, failure)),
            Format::Protobuf => Some(protobuf::invoke_response(invocation, failure)),
        }
    }

    /// The response to what the emulator does not support.
    pub(crate) fn unsupported(self, request: Unsupported) -> Option<Frame> {
        let failure = Failure::Unsupported(request.feature());
        match (request, self.format()) {
            (Unsupported::GroupState(ack), _) => self.ack(ack?, Err(&failure)),
            (Unsupported::Stream(_), Format::Simple) => None,
            (Unsupported::Stream(id), Format::Json) => Some(json::stream_closed(&id, &failure)),
            (Unsupported::Stream(id), Format::Protobuf) => Some(protobuf::stream_closed(id, &failure)),
        }
    }

    /// The start of a message's frame, up to the rest that all clients share; in reliable protocols alone.
    pub(crate) fn numbered(self, sequence: u64, rest: usize) -> Option<Bytes> {
        match self.format() {
            _ if !self.is_reliable() => None,
            Format::Simple => None,
            Format::Json => Some(encoded::head(true, json::numbered(sequence).as_bytes(), rest)),
            Format::Protobuf => Some(encoded::head(false, &protobuf::numbered(sequence, rest), rest)),
        }
    }

    /// The request in a text or binary frame.
    pub(crate) fn read(self, frame: Frame) -> Result<Request, Violation> {
        match self.format() {
            Format::Simple => simple::read(frame),
            Format::Json => json::read(&frame),
            Format::Protobuf => protobuf::read(frame),
        }
    }
}
