//! The response to a client's message.

use super::UpstreamResponse;
use super::headers::{METADATA, MQTT};
use super::response::validate_value;
use super::response_builder::{StateChange, response_builder};
use crate::header::is_token;
use crate::operations::validate_metadata;
use crate::{BuildError, Message};
use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

/// The response to a message or an event of a client: a message for that client, or none, and the connection's state.
///
/// It converts into the response. What is invalid makes that a 500, see [`UpstreamResponse::error`];
/// [`build`](Self::build) returns the error instead.
#[derive(Clone, Debug)]
#[must_use = "it is not sent until it is converted into a response"]
pub struct Respond {
    message: Option<Message>,
    metadata: Vec<(String, String)>,
    properties: Vec<(String, String)>,
    pub(super) state: Option<StateChange>,
    /// The first invalid value.
    pub(super) fault: Option<BuildError>,
}

response_builder!(Respond);

impl Respond {
    pub(super) fn new(message: Option<Message>) -> Self {
        Self { message, metadata: Vec::new(), properties: Vec::new(), state: None, fault: None }
    }

    /// Adds metadata to the message, as that of a send: names of 1 to 256 characters of a header name, values up to 1,024 of
    /// ASCII without commas, together up to 8 KiB.
    pub fn metadata(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.metadata.push((name.into(), value.into()));
        if let Err(error) = validate_metadata(&self.metadata) {
            self.reject(error);
        }
        self
    }

    /// Adds a user property to the message of an MQTT 5.0 client.
    pub fn mqtt_user_property(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        let (name, value) = (name.into(), value.into());
        if !is_token(&name) {
            self.reject(BuildError::new("mqtt user property", "the name must be characters of a header name"));
        }
        if let Err(error) = validate_value("mqtt user property", &value) {
            self.reject(error);
        }
        self.properties.push((name, value));
        self
    }

    /// The response, or the first value that is invalid.
    pub fn build(self) -> Result<UpstreamResponse, BuildError> {
        if let Some(fault) = self.fault {
            return Err(fault);
        }
        let mut response = match self.message {
            None => UpstreamResponse::new(204),
            Some(message) => {
                message.validate()?;
                let content_type = match message.content_type() {
                    "application/octet-stream" => "application/octet-stream",
                    "application/json" => "application/json; charset=utf-8",
                    _ => "text/plain; charset=utf-8",
                };
                UpstreamResponse::new(200).with_body(content_type, message.body().clone())
            }
        };
        for (name, value) in self.metadata {
            response = response.with_header(format!("{METADATA}{}", name.to_ascii_lowercase()), value);
        }
        for (name, value) in self.properties {
            response = response.with_header(format!("{MQTT}{}", name.to_ascii_lowercase()), value);
        }
        Ok(response.with_state(self.state))
    }
}
