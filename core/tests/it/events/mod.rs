//! Upstream events from outside: what is verified, what is read, and what is sent back.

mod hostile;
mod http_types;
mod mqtt;
mod responses;
mod state;
mod system;
mod user;
mod verification;

use bytes::Bytes;
use webpubsub_core::AccessKey;
use webpubsub_core::events::{Event, Upstream, UpstreamError, UpstreamResponse, signature};

pub(crate) const FIRST_KEY: &str = "hush-first-key";
pub(crate) const SECOND_KEY: &str = "hush-second-key";

pub(crate) fn key(text: &str) -> AccessKey {
    AccessKey::new(text).unwrap()
}

pub(crate) fn upstream() -> Upstream {
    Upstream::new("chat").keys([key(FIRST_KEY), key(SECOND_KEY)]).unwrap()
}

/// A request as the service makes it, header for header.
#[derive(Clone, Debug)]
pub(crate) struct Raw {
    pub(crate) method: &'static str,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: Bytes,
}

impl Raw {
    pub(crate) fn event(kind: &str, body: impl Into<Bytes>) -> Self {
        let headers = [
            ("WebHook-Request-Origin", "contoso.webpubsub.azure.com"),
            ("Content-Type", "application/json; charset=utf-8"),
            ("ce-specversion", "1.0"),
            ("ce-awpsversion", "1.0"),
            ("ce-type", kind),
            ("ce-source", "/hubs/chat/client/conn-1"),
            ("ce-id", "3"),
            ("ce-time", "2026-11-24T22:26:40Z"),
            ("ce-signature", &signature([&key(FIRST_KEY), &key("another")], "conn-1")),
            ("ce-userId", "ann"),
            ("ce-hub", "chat"),
            ("ce-connectionId", "conn-1"),
            ("ce-eventName", kind.splitn(4, '.').nth(3).unwrap_or_default()),
        ];
        let headers = headers.map(|(name, value)| (name.to_owned(), value.to_owned())).into();
        Self { method: "POST", headers, body: body.into() }
    }

    pub(crate) fn user(name: &str, content_type: Option<&str>, body: impl Into<Bytes>) -> Self {
        Self::event(&format!("azure.webpubsub.user.{name}"), body).with("content-type", content_type)
    }

    /// Replaces a header, or removes it.
    pub(crate) fn with(mut self, name: &str, value: Option<&str>) -> Self {
        self.headers.retain(|(given, _)| !given.eq_ignore_ascii_case(name));
        self.headers.extend(value.map(|value| (name.to_owned(), value.to_owned())));
        self
    }

    pub(crate) fn pairs(&self) -> impl Iterator<Item = (&str, &str)> {
        self.headers.iter().map(|(name, value)| (name.as_str(), value.as_str()))
    }

    pub(crate) fn read_by(&self, upstream: &Upstream) -> Result<Event, UpstreamError> {
        upstream.read_parts(self.method, self.pairs(), self.body.clone())
    }

    pub(crate) fn read(&self) -> Result<Event, UpstreamError> {
        self.read_by(&upstream())
    }

    pub(crate) fn status_by(&self, upstream: &Upstream) -> u16 {
        match self.read_by(upstream) {
            Ok(_) => 200,
            Err(error) => {
                let status = error.status();
                let response = UpstreamResponse::from(error);
                assert_eq!((response.status(), response.body().len(), response.error()), (status, 0, None));
                status
            }
        }
    }
}

macro_rules! read_as {
    ($raw:expr, $kind:ident) => {
        match $raw.read().unwrap() {
            webpubsub_core::events::Event::$kind(event) => event,
            other => panic!("{other:?}"),
        }
    };
}
pub(crate) use read_as;
