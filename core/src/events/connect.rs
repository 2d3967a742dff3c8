//! A client wants to connect.

use super::event::event_methods;
use super::values::texts;
use super::{AcceptConnect, EventContext, MqttConnect, MqttRefusal, UpstreamResponse, Values};
use crate::json::Json;
use alloc::string::String;
use alloc::vec::Vec;

/// `connect`: a client wants to connect, and the service waits for the response before it lets the client in.
///
/// The client's token is verified already, by the service. Its access token is in neither [`query`](Self::query) nor
/// [`header`](Self::header); cookies and other headers of the client are.
#[derive(Clone, Debug)]
pub struct Connect {
    pub(super) context: EventContext,
    claims: Values,
    queries: Values,
    headers: Values,
    subprotocols: Vec<String>,
    certificates: Vec<ClientCertificate>,
    mqtt: Option<MqttConnect>,
}

/// A certificate by which a client authenticates.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct ClientCertificate {
    /// The SHA-1 hash of the certificate, in hexadecimal digits.
    pub thumbprint: String,
    /// The certificate in PEM, if the service sends it.
    pub content: Option<String>,
}

event_methods!(Connect);

impl Connect {
    pub(super) fn parse(body: &Json<'_>, context: EventContext) -> Self {
        let certificate = |json: Json<'_>| {
            let thumbprint = json.field("thumbprint").text()?;
            Some(ClientCertificate { thumbprint, content: json.field("content").text() })
        };
        Self {
            context,
            claims: Values::parse(body.field("claims")),
            queries: Values::parse(body.field("query")),
            headers: Values::parse(body.field("headers")),
            subprotocols: texts(body.field("subprotocols")),
            certificates: body.field("clientCertificates").items().filter_map(certificate).collect(),
            mqtt: MqttConnect::parse(body.field("mqtt")),
        }
    }

    /// The claims of the client's token.
    pub fn claims(&self) -> &Values {
        &self.claims
    }

    /// The first value of a claim.
    pub fn claim(&self, name: &str) -> Option<&str> {
        self.claims.get(name)
    }

    /// The query of the URL to which the client connects, decoded.
    pub fn queries(&self) -> &Values {
        &self.queries
    }

    /// The first value of a parameter of the query.
    pub fn query(&self, name: &str) -> Option<&str> {
        self.queries.get(name)
    }

    /// The headers of the client's request.
    pub fn headers(&self) -> &Values {
        &self.headers
    }

    /// The first value of a header, whose name is written in any case.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get_ignoring_case(name)
    }

    /// The WebSocket subprotocols that the client offers, in its order.
    pub fn subprotocols(&self) -> &[String] {
        &self.subprotocols
    }

    /// The certificates by which the client authenticates.
    pub fn client_certificates(&self) -> &[ClientCertificate] {
        &self.certificates
    }

    /// What an MQTT client says in its CONNECT packet.
    pub fn mqtt(&self) -> Option<&MqttConnect> {
        self.mqtt.as_ref()
    }

    /// Accepts the client. What the response does not set stays as in the client's token.
    pub fn accept(&self) -> AcceptConnect {
        AcceptConnect::new(self.subprotocols.clone(), self.mqtt.is_some())
    }

    /// Refuses the client, with a status from 400 to 599 and a text, both of which the client sees. An MQTT client sees the
    /// code that corresponds to the status; see [`MqttRefusal`] for others.
    pub fn refuse(&self, status: u16, text: impl Into<String>) -> UpstreamResponse {
        match &self.mqtt {
            None => UpstreamResponse::refusal(status, text.into()),
            Some(mqtt) => MqttRefusal::of_status(mqtt.version, status).reason(text).into(),
        }
    }
}
