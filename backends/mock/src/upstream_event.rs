//! Events as the service delivers them, for tests of an upstream application.

use bytes::Bytes;
use http::{HeaderName, HeaderValue, Request};
use serde::Serialize;
use serde_json::{Map, Value, json};
use std::fmt;
use webpubsub_core::events::{Event, MqttVersion, Upstream, signature};
use webpubsub_core::{AccessKey, Message};

/// A request of the service, built by a test: an event of a connection, or a handshake.
///
/// Unless set, it is of the hub `chat`, the connection `mock-connection`, without a user, at `/`. [`signed`](Self::signed) makes
/// the HTTP request that your handler receives; [`event`](Self::event) the typed event that it reads.
///
/// ```
/// use webpubsub_mock::events::{Event, Upstream};
/// use webpubsub_mock::{AccessKey, UpstreamEvent, ACCESS_KEY};
///
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let key = AccessKey::new(ACCESS_KEY)?;
/// let upstream = Upstream::new("chat").keys([key.clone()])?;
///
/// let request = UpstreamEvent::connect().user_id("ann").query("room", "lobby").signed(&key);
/// let Event::Connect(connect) = upstream.read(&request)? else { panic!("another event") };
/// assert_eq!((connect.user_id(), connect.query("room")), (Some("ann"), Some("lobby")));
///
/// let forged = UpstreamEvent::connect().user_id("ann").unsigned();
/// assert_eq!(upstream.read(&forged).unwrap_err().status(), 401);
/// # Ok(()) }
/// ```
#[derive(Clone)]
#[must_use = "it is a request once it is signed"]
pub struct UpstreamEvent {
    method: &'static str,
    url: String,
    connection_id: String,
    /// Names in lower case; each once.
    headers: Vec<(String, String)>,
    body: Body,
}

#[derive(Clone)]
enum Body {
    /// The fields of `connect`.
    Connect(Map<String, Value>),
    Bytes(Bytes),
}

impl UpstreamEvent {
    /// The service at this host asks whether it may deliver.
    pub fn handshake(origin: &str) -> Self {
        let headers = [("webhook-request-origin", origin), ("ce-awpsversion", "1.0")];
        Self {
            method: "OPTIONS",
            url: "/".into(),
            connection_id: String::new(),
            headers: headers.map(|(name, value)| (name.to_owned(), value.to_owned())).into(),
            body: Body::Bytes(Bytes::new()),
        }
    }

    /// A client wants to connect.
    pub fn connect() -> Self {
        let fields = json!({ "claims": {}, "query": {}, "headers": {}, "subprotocols": [], "clientCertificates": [] });
        let mut event = Self::system("connect", json!({}));
        if let Value::Object(fields) = fields {
            event.body = Body::Connect(fields);
        }
        event.event_id(0)
    }

    /// A client is connected.
    pub fn connected() -> Self {
        Self::system("connected", json!({}))
    }

    /// A connection has ended, for this reason.
    pub fn disconnected(reason: &str) -> Self {
        Self::system("disconnected", json!({ "reason": reason }))
    }

    /// A simple client sent this.
    pub fn message(message: &Message) -> Self {
        Self::user_event("message", message)
    }

    /// A client of a subprotocol sent this as an event of its own name.
    pub fn user_event(name: &str, message: &Message) -> Self {
        let kind = format!("azure.webpubsub.user.{name}");
        Self::of_type(&kind, Some(message.content_type()), message.body().clone())
    }

    /// A connection was added to a group.
    pub fn group_joined(group: &str) -> Self {
        Self::json("azure.webpubsub.gp.joined", json!({ "group": group }))
    }

    /// A connection was removed from a group.
    pub fn group_left(group: &str) -> Self {
        Self::json("azure.webpubsub.gp.left", json!({ "group": group }))
    }

    fn system(name: &str, body: Value) -> Self {
        Self::json(&format!("azure.webpubsub.sys.{name}"), body)
    }

    #[allow(clippy::needless_pass_by_value)] // `json!` makes a value.
    fn json(kind: &str, body: Value) -> Self {
        Self::of_type(kind, Some("application/json; charset=utf-8"), body.to_string())
    }

    /// An event of any type (`ce-type`), with any body.
    pub fn of_type(kind: &str, content_type: Option<&str>, body: impl Into<Bytes>) -> Self {
        let mut event = Self::handshake("mock.webpubsub.azure.com");
        (event.method, event.body) = ("POST", Body::Bytes(body.into()));
        let event = event.raw_header("ce-specversion", "1.0").raw_header("ce-type", kind);
        let event = event.raw_header("ce-time", "2026-11-24T22:26:40Z").event_id(1);
        let event = event.raw_header("ce-eventname", kind.splitn(4, '.').last().unwrap_or_default());
        let event = event.hub("chat").connection_id("mock-connection");
        match content_type {
            Some(content_type) => event.raw_header("content-type", content_type),
            None => event,
        }
    }

    /// Sets the hub.
    pub fn hub(self, hub: &str) -> Self {
        let source = format!("/hubs/{hub}/client/{}", self.connection_id);
        self.raw_header("ce-hub", hub).raw_header("ce-source", &source)
    }

    /// Sets the connection.
    pub fn connection_id(mut self, id: &str) -> Self {
        id.clone_into(&mut self.connection_id);
        let hub = self.headers.iter().find(|(name, _)| name == "ce-hub").map_or("", |(_, hub)| hub);
        let source = format!("/hubs/{hub}/client/{id}");
        self.raw_header("ce-connectionid", id).raw_header("ce-source", &source)
    }

    /// Sets the user.
    pub fn user_id(self, user_id: &str) -> Self {
        self.raw_header("ce-userid", user_id)
    }

    /// Sets the event's id: that of an earlier event for a second delivery of the same.
    pub fn event_id(self, id: u64) -> Self {
        self.raw_header("ce-id", &id.to_string())
    }

    /// Sets the connection's state, as a response before has set it.
    ///
    /// # Panics
    ///
    /// If the value cannot be serialized as JSON.
    pub fn state(self, state: &(impl Serialize + ?Sized)) -> Self {
        use base64::Engine;
        let json = serde_json::to_vec(state).expect("a state that can be serialized as JSON");
        self.raw_header("ce-connectionstate", &base64::engine::general_purpose::STANDARD.encode(json))
    }

    /// Adds a claim of the client's token.
    ///
    /// # Panics
    ///
    /// As do the other details of `connect`: if the event is another.
    pub fn claim(self, name: &str, value: &str) -> Self {
        self.value("claims", name, value)
    }

    /// Adds a parameter of the query with which the client connects; see [`claim`](Self::claim) for other events.
    pub fn query(self, name: &str, value: &str) -> Self {
        self.value("query", name, value)
    }

    /// Adds a header of the request by which the client connects; see [`claim`](Self::claim) for other events.
    pub fn header(self, name: &str, value: &str) -> Self {
        self.value("headers", name, value)
    }

    /// Adds a subprotocol that the client offers; see [`claim`](Self::claim) for other events.
    pub fn subprotocol(self, subprotocol: &str) -> Self {
        self.detail(|fields| push(&mut fields["subprotocols"], json!(subprotocol)))
    }

    /// Adds a certificate of the client; see [`claim`](Self::claim) for other events.
    pub fn client_certificate(self, thumbprint: &str) -> Self {
        self.detail(|fields| push(&mut fields["clientCertificates"], json!({ "thumbprint": thumbprint })))
    }

    /// Makes the client one of MQTT, with a user name or none; see [`claim`](Self::claim) for other events.
    pub fn mqtt(self, version: MqttVersion, username: Option<&str>) -> Self {
        let level = if version == MqttVersion::V311 { 4 } else { 5 };
        let mqtt = json!({ "protocolVersion": level, "cleanStart": true, "username": username, "userProperties": [] });
        let event = self.raw_header("ce-subprotocol", "mqtt").raw_header("ce-physicalconnectionid", "mock-physical");
        event.detail(|fields| drop(fields.insert("mqtt".into(), mqtt)))
    }

    fn value(self, field: &str, name: &str, value: &str) -> Self {
        self.detail(|fields| {
            if fields[field].get(name).is_none() {
                fields[field][name] = json!([]);
            }
            push(&mut fields[field][name], json!(value));
        })
    }

    fn detail(mut self, change: impl FnOnce(&mut Map<String, Value>)) -> Self {
        match &mut self.body {
            Body::Connect(fields) => change(fields),
            Body::Bytes(_) => panic!("only connect has details of the client's request"),
        }
        self
    }

    /// Adds metadata to the message.
    pub fn metadata(self, name: &str, value: &str) -> Self {
        self.raw_header(&format!("x-webpubsub-metadata-{name}"), value)
    }

    /// Sets the host of the service that delivers.
    pub fn origin(self, origin: &str) -> Self {
        self.raw_header("webhook-request-origin", origin)
    }

    /// Sets where the request goes: `/hook?code=…`.
    pub fn url(mut self, url: &str) -> Self {
        url.clone_into(&mut self.url);
        self
    }

    /// Sets a header of the HTTP request itself, such as `authorization`.
    pub fn raw_header(mut self, name: &str, value: &str) -> Self {
        let name = name.to_ascii_lowercase();
        self.headers.retain(|(given, _)| *given != name);
        self.headers.push((name, value.to_owned()));
        self
    }

    /// The request, signed with a key of the resource.
    ///
    /// # Panics
    ///
    /// As [`unsigned`](Self::unsigned).
    pub fn signed(&self, key: &AccessKey) -> Request<Bytes> {
        self.signed_by([key])
    }

    /// The request, signed with each of the keys, as the service does with its two.
    ///
    /// # Panics
    ///
    /// As [`unsigned`](Self::unsigned).
    pub fn signed_by<'a>(&self, keys: impl IntoIterator<Item = &'a AccessKey>) -> Request<Bytes> {
        let signature = signature(keys, &self.connection_id);
        self.clone().raw_header("ce-signature", &signature).unsigned()
    }

    /// The request without a signature, as somebody else would send it.
    ///
    /// # Panics
    ///
    /// If the URL, a header's name or a value is not valid in HTTP.
    pub fn unsigned(&self) -> Request<Bytes> {
        let body = match &self.body {
            Body::Connect(fields) => Value::Object(fields.clone()).to_string().into(),
            Body::Bytes(body) => body.clone(),
        };
        let mut request = Request::new(body);
        *request.method_mut() = self.method.parse().expect("a method");
        *request.uri_mut() = self.url.parse().expect("a URL");
        for (name, value) in &self.headers {
            let name: HeaderName = name.parse().expect("a header's name");
            request.headers_mut().append(name, HeaderValue::from_str(value).expect("a header's value"));
        }
        request
    }

    /// The event that a handler reads of it.
    ///
    /// # Panics
    ///
    /// If it cannot be read, for example because a header that every event has is empty.
    pub fn event(&self) -> Event {
        let request = self.unsigned();
        let hub = request.headers().get("ce-hub").and_then(|hub| hub.to_str().ok()).unwrap_or("chat");
        let upstream = Upstream::new(hub).insecure_accept_unsigned().expect("a hub");
        upstream.read(&request).unwrap_or_else(|error| panic!("{error}"))
    }
}

fn push(list: &mut Value, item: Value) {
    if let Value::Array(items) = list {
        items.push(item);
    }
}

/// Shows neither headers nor body.
impl fmt::Debug for UpstreamEvent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let kind = self.headers.iter().find(|(name, _)| name == "ce-type").map(|(_, value)| value);
        f.debug_struct("UpstreamEvent")
            .field("method", &self.method)
            .field("event_type", &kind)
            .field("connection_id", &self.connection_id)
            .finish_non_exhaustive()
    }
}
