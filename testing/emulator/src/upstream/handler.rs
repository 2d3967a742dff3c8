//! An event handler as its user describes it.

use std::fmt;
use std::pin::Pin;
use std::sync::Arc;

use bytes::Bytes;
use http::{Request, Response};

use super::pattern::Pattern;
use super::template::{UrlTemplate, shown};

/// Where the events of a hub's clients go: a URL or a function, and which events it receives. Of several handlers of a hub
/// the first that matches receives the event.
#[derive(Clone, Debug)]
pub struct EventHandler {
    target: Target,
    pub(super) user_events: Pattern,
    pub(super) system_events: Vec<SystemEvent>,
    pub(super) validate: bool,
}

/// An event that is not sent by a client.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum SystemEvent {
    /// A client wants to connect. The handler accepts it, with a user, groups and roles, or refuses it.
    Connect,
    /// A client has connected.
    Connected,
    /// A client that had been accepted has left, or did not complete its handshake.
    Disconnected,
}

#[derive(Clone)]
enum Target {
    Url(String),
    Function(Function),
}

pub(super) type ResponseFuture = Pin<Box<dyn Future<Output = Response<Bytes>> + Send>>;
pub(super) type Function = Arc<dyn Fn(Request<Bytes>) -> ResponseFuture + Send + Sync>;

/// A valid target.
#[derive(Clone)]
pub(super) enum Destination {
    Url(UrlTemplate),
    Function(Function),
}

impl EventHandler {
    /// A handler at a URL (http or https), in whose path and query `{hub}` and `{event}` are replaced. It receives all user
    /// events and no system events, until the setters say otherwise. The URL is checked when the emulator starts.
    pub fn new(url_template: impl Into<String>) -> Self {
        Self::of(Target::Url(url_template.into()), true)
    }

    /// A handler in this process: no port, no validation. It receives all user events and no system events, until the
    /// setters say otherwise. A panic of the function is a failed delivery.
    pub fn in_process<H, F>(handler: H) -> Self
    where
        H: Fn(Request<Bytes>) -> F + Send + Sync + 'static,
        F: Future<Output = Response<Bytes>> + Send + 'static,
    {
        Self::of(Target::Function(Arc::new(move |request| Box::pin(handler(request)))), false)
    }

    fn of(target: Target, validate: bool) -> Self {
        Self { target, user_events: Pattern::new("*"), system_events: Vec::new(), validate }
    }

    /// Which user events it receives: `*` for all, one name, or several separated by commas; an empty text for none.
    #[must_use]
    pub fn user_events(mut self, pattern: &str) -> Self {
        self.user_events = Pattern::new(pattern);
        self
    }

    /// Which system events it receives.
    #[must_use]
    pub fn system_events(mut self, events: impl IntoIterator<Item = SystemEvent>) -> Self {
        self.system_events = events.into_iter().collect();
        self
    }

    /// Whether the handler must allow the emulator, in its response to `OPTIONS`, before it receives events. Default: yes
    /// for a URL, no in this process.
    #[must_use]
    pub fn validation(mut self, on: bool) -> Self {
        self.validate = on;
        self
    }

    /// The valid target; the error is the rule that the URL breaks.
    pub(super) fn destination(&self) -> Result<Destination, &'static str> {
        match &self.target {
            Target::Url(url) => UrlTemplate::new(url).map(Destination::Url),
            Target::Function(function) => Ok(Destination::Function(Arc::clone(function))),
        }
    }

    /// Checks the URL.
    pub(crate) fn check(&self) -> Result<(), &'static str> {
        self.destination().map(drop)
    }
}

impl SystemEvent {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Connect, Self::Connected, Self::Disconnected];

    /// The event of this name; case is ignored.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|event| event.name().eq_ignore_ascii_case(name))
    }

    /// The name in headers and configurations.
    pub fn name(self) -> &'static str {
        match self {
            Self::Connect => "connect",
            Self::Connected => "connected",
            Self::Disconnected => "disconnected",
        }
    }
}

impl fmt::Debug for Target {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Url(url) => f.write_str(shown(url)),
            Self::Function(_) => f.write_str("in process"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn debug_hides_the_code() {
        let handler = EventHandler::new("http://h/x?code=secret");
        assert!(!format!("{handler:?}").contains("secret"));
    }
}
