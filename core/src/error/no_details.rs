//! In place of `details` without the feature `error-details`: the code of the header, and no other text of a response.

use crate::ResponseParts;
use alloc::borrow::ToOwned;
use alloc::string::String;
use bytes::Bytes;
use core::fmt;

/// Longer than any code of the service, and shorter than any token that somebody could send back.
const MAX_CODE: usize = 64;

#[derive(Clone, Default)]
pub(super) struct Details {
    code: Option<String>,
}

#[allow(clippy::unused_self)] // As in `details`.
impl Details {
    pub(super) fn of(response: &ResponseParts<'_>) -> Self {
        Self { code: response.error_code().filter(|code| code.len() <= MAX_CODE).map(ToOwned::to_owned) }
    }

    pub(super) fn code(&self) -> Option<&str> {
        self.code.as_deref()
    }

    pub(super) fn message(&self) -> Option<&str> {
        None
    }

    pub(super) fn target(&self) -> Option<&str> {
        None
    }

    pub(super) fn inner_code(&self) -> Option<&str> {
        None
    }

    pub(super) fn location(&self) -> Option<&str> {
        None
    }

    pub(super) fn hide(&mut self, _: &Redaction) {}

    pub(super) fn fmt(&self, _: &[u8], f: &mut fmt::Formatter<'_>) -> Result<bool, fmt::Error> {
        f.write_str(self.code().unwrap_or_default())?;
        Ok(self.code.is_some())
    }
}

/// Hides nothing: there is no text.
pub(super) struct Redaction;

impl Redaction {
    pub(super) fn of(_: &str) -> Self {
        Self
    }
}

pub(super) fn hide_in(_: &mut Option<String>, _: &Redaction) {}

pub(super) fn hide_in_body(_: &mut Bytes, _: &Redaction) {}
