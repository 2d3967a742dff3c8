//! The URL of a handler, with parameters.

use http::Uri;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

/// What need not be escaped in a part of a URL.
const ESCAPED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// An absolute URL with `{hub}` and `{event}`, which ignore case, in its path or query.
#[derive(Clone, PartialEq, Eq)]
pub(super) struct UrlTemplate(String);

impl UrlTemplate {
    /// The error is the rule that the text breaks.
    pub(super) fn new(text: &str) -> Result<Self, &'static str> {
        let template = Self(text.to_owned());
        let rest = template.scheme().map(|scheme| &text[scheme.len() + "://".len()..]);
        let rest = rest.ok_or("must begin with http:// or https://")?;
        let authority = &rest[..rest.find(['/', '?', '#']).unwrap_or(rest.len())];
        if authority.contains(['{', '}']) {
            return Err("must not have parameters in its host");
        }
        if authority.contains('@') {
            return Err("must not contain a user or password");
        }
        if text.contains('#') {
            return Err("must not have a fragment");
        }
        let url = template.fill("hub", "event").ok_or("may only have the parameters {hub} and {event}")?;
        match url.parse::<Uri>() {
            Ok(url) if url.authority().is_some_and(|authority| !authority.host().is_empty()) => Ok(template),
            _ => Err("must be a valid URL"),
        }
    }

    /// `http` or `https`, as written.
    fn scheme(&self) -> Option<&str> {
        let (scheme, _) = self.0.split_once("://")?;
        ["http", "https"].iter().any(|known| scheme.eq_ignore_ascii_case(known)).then_some(scheme)
    }

    pub(super) fn is_https(&self) -> bool {
        self.scheme().is_some_and(|scheme| scheme.eq_ignore_ascii_case("https"))
    }

    /// The URL for an event. `None` if it is too long for one.
    pub(super) fn url(&self, hub: &str, event: &str) -> Option<Uri> {
        self.fill(hub, event)?.parse().ok()
    }

    fn fill(&self, hub: &str, event: &str) -> Option<String> {
        let mut filled = String::with_capacity(self.0.len() + hub.len() + event.len());
        let mut rest = self.0.as_str();
        while let Some((before, after)) = rest.split_once('{') {
            let (name, after) = after.split_once('}')?;
            let value = match name.to_ascii_lowercase().as_str() {
                "hub" => hub,
                "event" => event,
                _ => return None,
            };
            filled.push_str(before);
            filled.extend(utf8_percent_encode(value, ESCAPED));
            rest = after;
        }
        (!rest.contains('}')).then(|| filled + rest)
    }

    /// The template without its query, which may hold a secret.
    pub(super) fn shown(&self) -> &str {
        shown(&self.0)
    }
}

/// A URL without its query.
pub(super) fn shown(url: &str) -> &str {
    &url[..url.find('?').unwrap_or(url.len())]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parameters_are_filled_in() {
        for (template, expected) in [
            ("http://h:1", "http://h:1/"),
            ("http://h/api/{event}", "http://h/api/a.b-c"),
            ("HTTPS://h/{HUB}/{Event}?code=x&e={event}", "https://h/a%60%2C%5B%5D/a.b-c?code=x&e=a.b-c"),
        ] {
            let url = UrlTemplate::new(template).expect(template).url("a`,[]", "a.b-c").expect("a URL");
            assert_eq!(url.to_string(), expected);
        }
    }

    #[test]
    fn rejected() {
        for bad in [
            "",
            "h/x",
            "ftp://h/",
            "tunnel:///x",
            "http://",
            "http:///x",
            "http://{hub}.h/",
            "http://h:{event}/",
            "http://u:p@h/",
            "http://h/#x",
            "http://h/{other}",
            "http://h/{hub",
            "http://h/hub}",
            "http://h/{@Microsoft.KeyVault(SecretUri=x)}",
            "http://h/a b",
        ] {
            assert!(UrlTemplate::new(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn queries_are_not_shown() {
        assert_eq!(UrlTemplate::new("http://h/{event}?code=secret").expect("valid").shown(), "http://h/{event}");
    }
}
