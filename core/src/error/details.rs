//! What a response says about an error: in its body, or in headers.

use crate::json::Json;
use crate::{ResponseParts, challenge};
use alloc::borrow::ToOwned;
use alloc::string::String;

#[derive(Clone, Default)]
pub(super) struct Details {
    pub(super) code: Option<String>,
    pub(super) message: Option<String>,
    pub(super) target: Option<String>,
    /// One level down; deeper ones stay in the body.
    pub(super) inner_code: Option<String>,
}

impl Details {
    /// From the body; what it leaves open, from the headers.
    pub(super) fn of(response: &ResponseParts<'_>) -> Self {
        let mut details = Self::read(response.body());
        if details.code.is_none() {
            details.code = response.error_code().map(ToOwned::to_owned);
        }
        details.add(response.challenge().unwrap_or_default());
        details
    }

    fn read(body: &[u8]) -> Self {
        let json = Json::read(body);
        let error = Some(json.field("error")).filter(|error| error.is_object()).unwrap_or(json);
        let inner = Some(error.field("inner")).filter(|inner| inner.is_object());
        let inner = inner.unwrap_or_else(|| error.field("details").first());
        let [code, message, target] = ["code", "message", "target"].map(|name| error.field(name).text());
        Self { code, message, target, inner_code: inner.field("code").text() }
    }

    /// What only a challenge says.
    fn add(&mut self, challenge: &str) {
        let [error, description] = ["error", "error_description"].map(|name| challenge::parameter(challenge, name));
        let second = if self.code.is_none() { description } else { description.or_else(|| error.clone()) };
        self.code = self.code.take().or(error);
        self.message = self.message.take().or(second);
    }
}
