//! Settings outside the arguments, with the names of Microsoft's emulator: `appsettings.json` and the environment.

use std::collections::{BTreeMap, BTreeSet};
use std::error::Error;
use std::fs;
use std::io::ErrorKind;
use std::path::Path;

use crate::{EventHandler, SystemEvent};
use serde_json::Value;

/// The file that is read without `--config`, if the working directory has it.
const FILE: &str = "appsettings.json";

/// All settings by their path, in lower case: `webpubsub:accesskey`. The environment wins over the file.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Configuration(BTreeMap<String, String>);

/// Where to listen, as `Urls` says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Url {
    pub(crate) tls: bool,
    pub(crate) host: String,
    pub(crate) port: u16,
}

impl Configuration {
    /// Reads the file and the environment.
    pub(crate) fn read(file: Option<&Path>) -> Result<Self, Box<dyn Error>> {
        let mut all = Self::default();
        let path = file.unwrap_or(Path::new(FILE));
        match fs::read_to_string(path) {
            Ok(text) => all.add_file(&text).map_err(|error| format!("{}: {error}", path.display()))?,
            Err(error) if file.is_none() && error.kind() == ErrorKind::NotFound => {}
            Err(error) => return Err(format!("{}: {error}", path.display()).into()),
        }
        all.add_environment(
            std::env::vars_os().filter_map(|(name, value)| Some((name.into_string().ok()?, value.into_string().ok()?))),
        );
        Ok(all)
    }

    fn add_file(&mut self, text: &str) -> serde_json::Result<()> {
        // Editors on Windows write a byte order mark.
        self.add(String::new(), serde_json::from_str(text.trim_start_matches('\u{feff}'))?);
        Ok(())
    }

    fn add(&mut self, path: String, value: Value) {
        let below =
            |name: &str| if path.is_empty() { name.to_lowercase() } else { format!("{path}:{}", name.to_lowercase()) };
        match value {
            Value::Object(fields) => fields.into_iter().for_each(|(name, value)| self.add(below(&name), value)),
            Value::Array(items) => {
                items.into_iter().enumerate().for_each(|(index, value)| self.add(below(&index.to_string()), value));
            }
            Value::String(text) => drop(self.0.insert(path, text)),
            Value::Null => {}
            other => drop(self.0.insert(path, other.to_string())),
        }
    }

    fn add_environment(&mut self, variables: impl Iterator<Item = (String, String)>) {
        for (name, value) in variables {
            let path = name.to_lowercase().replace("__", ":");
            if path == "urls" || path.starts_with("webpubsub:") {
                self.0.insert(path, value);
            }
        }
    }

    pub(crate) fn access_key(&self) -> Option<&str> {
        self.0.get("webpubsub:accesskey").map(String::as_str)
    }

    pub(crate) fn allow_unvalidated_entra_tokens(&self) -> Result<bool, String> {
        let name = "webpubsub:allowunvalidatedentratokens";
        match self.0.get(name).map_or("false", |text| text.trim()).to_ascii_lowercase().as_str() {
            "true" => Ok(true),
            "false" => Ok(false),
            _ => Err("WebPubSub:AllowUnvalidatedEntraTokens must be true or false".to_owned()),
        }
    }

    /// The addresses in `Urls`, which are separated by `;`.
    pub(crate) fn urls(&self) -> Result<Vec<Url>, String> {
        let urls = self.0.get("urls").map_or("", String::as_str);
        urls.split(';').map(str::trim).filter(|url| !url.is_empty()).map(Url::parse).collect()
    }

    /// The event handlers of all hubs, in their order.
    pub(crate) fn event_handlers(&self) -> Result<Vec<(String, EventHandler)>, String> {
        let mut all: BTreeMap<(&str, usize), Handler<'_>> = BTreeMap::new();
        for (path, value) in &self.0 {
            let Some((hub, field)) = in_hub(path, "eventhandlers") else { continue };
            let unknown = || format!("WebPubSub:Hubs:{hub}:EventHandlers has an unknown setting: {field}");
            let (index, name) = field.split_once(':').ok_or_else(unknown)?;
            let handler = all.entry((hub, index.parse().map_err(|_| unknown())?)).or_default();
            match name {
                "urltemplate" => handler.url = Some(value),
                "eventpattern" => handler.pattern = value,
                "auth:type" if value.eq_ignore_ascii_case("none") => {}
                _ if name.starts_with("systemevents:") => handler.system_events.push(value),
                _ => return Err(unknown()),
            }
        }
        let made = all.into_iter().map(|((hub, index), handler)| {
            let handler = handler.build();
            let handler = handler.map_err(|rule| format!("WebPubSub:Hubs:{hub}:EventHandlers:{index}:{rule}"))?;
            Ok((hub.to_owned(), handler))
        });
        made.collect()
    }

    /// Hubs with settings that the emulator does not have.
    pub(crate) fn unsupported(&self) -> Vec<String> {
        let listeners = self.0.keys().filter_map(|path| in_hub(path, "eventlisteners"));
        let hubs: BTreeSet<&str> = listeners.map(|(hub, _)| hub).collect();
        let warning = |hub| format!("WebPubSub:Hubs:{hub}:EventListeners is ignored: there are no Event Hubs here");
        hubs.into_iter().map(warning).collect()
    }
}

/// The hub of a setting of this kind, and the rest of its path.
fn in_hub<'a>(path: &'a str, kind: &str) -> Option<(&'a str, &'a str)> {
    let (hub, rest) = path.strip_prefix("webpubsub:hubs:")?.split_once(':')?;
    let rest = rest.strip_prefix(kind)?;
    Some((hub, rest.strip_prefix(':').or_else(|| rest.is_empty().then_some(""))?))
}

/// The settings of one handler.
#[derive(Default)]
struct Handler<'a> {
    url: Option<&'a str>,
    /// Empty: no user events.
    pattern: &'a str,
    system_events: Vec<&'a str>,
}

impl Handler<'_> {
    fn build(&self) -> Result<EventHandler, String> {
        let url = self.url.ok_or("UrlTemplate is missing")?;
        let system_events = self.system_events.iter().map(|name| {
            let unknown = || format!("SystemEvents: {name:?} is not connect, connected or disconnected");
            SystemEvent::named(name.trim()).ok_or_else(unknown)
        });
        let system_events = system_events.collect::<Result<Vec<_>, _>>()?;
        Ok(EventHandler::new(url).user_events(self.pattern).system_events(system_events))
    }
}

impl Url {
    fn parse(url: &str) -> Result<Self, String> {
        let invalid = || format!("Urls: {url:?} is not a valid URL like http://localhost:8080");
        let (scheme, rest) = url.split_once("://").ok_or_else(invalid)?;
        let tls = match scheme.to_ascii_lowercase().as_str() {
            "http" => false,
            "https" => true,
            _ => return Err(invalid()),
        };
        let (host, port) = match rest.trim_end_matches('/').rsplit_once(':') {
            Some((host, port)) if !port.ends_with(']') => (host, port.parse().map_err(|_| invalid())?),
            _ => (rest.trim_end_matches('/'), if tls { 443 } else { 80 }),
        };
        if host.is_empty() || host.contains(['/', '?', '#', '@']) {
            return Err(invalid());
        }
        let host = if host == "*" || host == "+" { "0.0.0.0" } else { host };
        Ok(Self { tls, host: host.to_owned(), port })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_environment_wins_over_the_file() {
        let mut all = Configuration::default();
        let file = "\u{feff}{\"urls\": \"http://a:1\", \"WebPubSub\": {\"AccessKey\": \"of the file\", \"AllowUnvalidatedEntraTokens\": true, \
                    \"Hubs\": {}}}";
        all.add_file(file).expect("JSON");
        assert_eq!((all.access_key(), all.allow_unvalidated_entra_tokens()), (Some("of the file"), Ok(true)));
        let variables =
            [("WEBPUBSUB__accesskey", "of the environment"), ("URLS", "http://*:8090;https://[::1]:2/"), ("PATH", "/")];
        all.add_environment(variables.map(|(name, value)| (name.to_owned(), value.to_owned())).into_iter());
        assert_eq!(all.access_key(), Some("of the environment"));
        let url = |tls, host: &str, port| Url { tls, host: host.to_owned(), port };
        assert_eq!(all.urls(), Ok(vec![url(false, "0.0.0.0", 8090), url(true, "[::1]", 2)]));
        assert!(Configuration::default().add_file("{").is_err());
    }

    fn handlers(file: &str, variables: &[(&str, &str)]) -> Result<Vec<String>, String> {
        let mut all = Configuration::default();
        all.add_file(&format!(r#"{{"WebPubSub":{{"Hubs":{file}}}}}"#)).expect("JSON");
        all.add_environment(variables.iter().map(|&(name, value)| (name.to_owned(), value.to_owned())));
        assert!(all.unsupported().iter().all(|warning| warning.contains("listen:EventListeners")));
        Ok(all.event_handlers()?.iter().map(|(hub, handler)| format!("{hub} {handler:?}")).collect())
    }

    #[test]
    fn handlers_of_file_and_environment() {
        let file = r#"{
            "Chat": {"EventHandlers": [
                {"UrlTemplate": "http://a/{event}", "SystemEvents": ["connect", "Disconnected"], "EventPattern": "x,y"},
                {"UrlTemplate": "http://b", "Auth": {"Type": "None"}}
            ]},
            "listen": {"EventListeners": [{"EventHubEndpoint": {"EventHubName": "n"}}]}
        }"#;
        let variables = [
            ("WebPubSub__Hubs__chat__EventHandlers__1__UrlTemplate", "http://c"),
            ("WebPubSub__Hubs__news__EventHandlers__0__UrlTemplate", "http://d"),
            ("WebPubSub__Hubs__news__EventHandlers__0__EventPattern", "*"),
        ];
        let all = handlers(file, &variables).expect("valid");
        assert_eq!(all.len(), 3);
        for (line, parts) in all.iter().zip([
            &["chat ", "http://a/{event}", "[Connect, Disconnected]", r#"["x", "y"]"#][..],
            &["chat ", "http://c", "[]"],
            &["news ", "http://d", r#"["*"]"#],
        ]) {
            assert!(parts.iter().all(|part| line.contains(part)), "{line}");
        }
    }

    #[test]
    fn invalid_handlers() {
        for (handler, part) in [
            ("{}", ""),
            (r#"{"EventPattern":"*"}"#, "WebPubSub:Hubs:c:EventHandlers:0:UrlTemplate is missing"),
            (r#"{"UrlTemplate":"http://a","SystemEvents":["joined"]}"#, "SystemEvents: \"joined\" is not"),
            (r#"{"UrlTemplate":"http://a","Url":"x"}"#, "unknown setting: 0:url"),
            (r#"{"UrlTemplate":"http://a","Auth":{"Type":"ManagedIdentity"}}"#, "unknown setting: 0:auth:type"),
        ] {
            let result = handlers(&format!(r#"{{"c":{{"EventHandlers":[{handler}]}}}}"#), &[]);
            let error = result.err().unwrap_or_default();
            assert!(error.contains(part), "{handler}: {error}");
            assert_eq!(error.is_empty(), part.is_empty(), "{handler}: {error}");
        }
    }

    #[test]
    fn invalid_urls() {
        assert_eq!(Url::parse("http://localhost").expect("valid").port, 80);
        for url in ["localhost:8080", "ftp://x:1", "http://x:port", "http://:1", "http://a/b:1", "http://"] {
            assert!(Url::parse(url).is_err(), "{url}");
        }
    }
}
