//! Handlers as Microsoft's emulator has them in its configuration.

use serde::Deserialize;

use super::handler::{EventHandler, SystemEvent};

/// One of `WebPubSub:Hubs:{hub}:EventHandlers`.
///
/// ```json
/// { "UrlTemplate": "http://localhost:3000/eventhandler/{event}", "SystemEvents": ["connect"], "EventPattern": "*" }
/// ```
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub struct EventHandlerConfig {
    /// The URL, with `{hub}` and `{event}`.
    url_template: String,
    /// `connect`, `connected` and `disconnected`; case is ignored.
    #[serde(default)]
    system_events: Vec<String>,
    /// Without it, no user event is delivered.
    #[serde(default)]
    event_pattern: Option<String>,
}

impl EventHandlerConfig {
    /// The handler; the error names the field and the rule.
    pub fn handler(&self) -> Result<EventHandler, String> {
        let system_events = self.system_events.iter().map(|name| {
            let known = SystemEvent::ALL.into_iter().find(|event| event.name().eq_ignore_ascii_case(name.trim()));
            known.ok_or_else(|| format!("SystemEvents: {name:?} is not `connect`, `connected` or `disconnected`"))
        });
        let handler = EventHandler::new(&self.url_template)
            .user_events(self.event_pattern.as_deref().unwrap_or_default())
            .system_events(system_events.collect::<Result<Vec<_>, _>>()?);
        handler.check().map_err(|rule| format!("UrlTemplate {rule}"))?;
        Ok(handler)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(json: &str) -> Result<EventHandler, String> {
        serde_json::from_str::<EventHandlerConfig>(json).map_err(|error| error.to_string())?.handler()
    }

    #[test]
    fn fields() {
        let handler = read(r#"{"UrlTemplate":"http://h/{event}","SystemEvents":["Connect","disconnected"]}"#);
        let handler = handler.expect("valid");
        assert_eq!(handler.system_events, [SystemEvent::Connect, SystemEvent::Disconnected]);
        assert!(!handler.user_events.matches("message"));
        let handler = read(r#"{"UrlTemplate":"http://h/","EventPattern":"a,b"}"#).expect("valid");
        assert!(handler.user_events.matches("b") && handler.system_events.is_empty());
    }

    #[test]
    fn rejected() {
        for (json, part) in [
            ("{}", "UrlTemplate"),
            (r#"{"UrlTemplate":"h"}"#, "UrlTemplate must begin"),
            (r#"{"UrlTemplate":"http://h","SystemEvents":["x"]}"#, "SystemEvents"),
            (r#"{"UrlTemplate":"http://h","Url":""}"#, "Url"),
        ] {
            let error = read(json).expect_err(json);
            assert!(error.contains(part), "{error}");
        }
    }
}
