//! What a response says about an error: in its body, or in headers.

use crate::foreign::{MAX_PRINTED, Printable};
use crate::json::Json;
pub(super) use crate::redaction::Redaction;
use crate::{ResponseParts, challenge};
use alloc::borrow::ToOwned;
use alloc::string::String;
use bytes::Bytes;
use core::fmt;

#[derive(Clone, Default)]
pub(super) struct Details {
    code: Option<String>,
    message: Option<String>,
    target: Option<String>,
    /// One level down; deeper ones stay in the body.
    inner_code: Option<String>,
    location: Option<String>,
}

impl Details {
    /// From the body; what it leaves open, from the headers.
    pub(super) fn of(response: &ResponseParts<'_>) -> Self {
        let mut details = Self::read(response.body());
        if details.code.is_none() {
            details.code = response.error_code().map(ToOwned::to_owned);
        }
        details.add(&response.challenge_text());
        let location = response.location().filter(|_| (300..400).contains(&response.status()));
        details.location = location.map(place).filter(|link| !link.is_empty());
        details
    }

    fn read(body: &[u8]) -> Self {
        let json = Json::read(body);
        let error = Some(json.field("error")).filter(|error| error.is_object()).unwrap_or(json);
        let inner = Some(error.field("inner")).filter(|inner| inner.is_object());
        let inner = inner.unwrap_or_else(|| error.field("details").first());
        let [code, message, target] = ["code", "message", "target"].map(|name| error.field(name).text());
        Self { code, message, target, inner_code: inner.field("code").text(), location: None }
    }

    /// What only a challenge says.
    fn add(&mut self, challenge: &str) {
        let [error, description] = ["error", "error_description"].map(|name| challenge::parameter(challenge, name));
        let second = if self.code.is_none() { description } else { description.or_else(|| error.clone()) };
        self.code = self.code.take().or(error);
        self.message = self.message.take().or(second);
    }

    pub(super) fn code(&self) -> Option<&str> {
        self.code.as_deref()
    }

    pub(super) fn message(&self) -> Option<&str> {
        self.message.as_deref()
    }

    pub(super) fn target(&self) -> Option<&str> {
        self.target.as_deref()
    }

    pub(super) fn inner_code(&self) -> Option<&str> {
        self.inner_code.as_deref()
    }

    pub(super) fn location(&self) -> Option<&str> {
        self.location.as_deref()
    }

    pub(super) fn hide(&mut self, secrets: &Redaction) {
        let Self { code, message, target, inner_code, location } = self;
        for text in [code, message, target, inner_code, location] {
            hide_in(text, secrets);
        }
    }

    /// The reason, from whatever gives one; false if nothing does.
    pub(super) fn fmt(&self, body: &[u8], f: &mut fmt::Formatter<'_>) -> Result<bool, fmt::Error> {
        let mut separator = "";
        for (what, text) in [("", self.code()), ("", self.message()), ("redirect to ", self.location())] {
            if let Some(text) = text {
                write!(f, "{separator}{what}{}", Printable(text, MAX_PRINTED))?;
                separator = ": ";
            }
        }
        let body = core::str::from_utf8(body).unwrap_or_default().trim();
        if separator.is_empty() && !body.is_empty() {
            write!(f, "{}", Printable(body, MAX_PRINTED))?;
        }
        Ok(!separator.is_empty() || !body.is_empty())
    }
}

pub(super) fn hide_in(text: &mut Option<String>, secrets: &Redaction) {
    if let Some(clean) = text.as_ref().and_then(|text| secrets.redacted(text)) {
        *text = Some(clean);
    }
}

pub(super) fn hide_in_body(body: &mut Bytes, secrets: &Redaction) {
    if let Some(clean) = secrets.apply(body) {
        *body = clean.into();
    }
}

/// A link without what may be secret in it: query, fragment, user and password.
fn place(link: &str) -> String {
    let link = link.split(['?', '#']).next().unwrap_or_default();
    let host = link.find("//").map_or(0, |at| at + 2);
    let path = link[host..].find('/').map_or(link.len(), |at| host + at);
    let user = link[host..path].rfind('@').map_or(host, |at| host + at + 1);
    [&link[..host], &link[user..]].concat()
}
