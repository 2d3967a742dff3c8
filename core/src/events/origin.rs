//! Who may deliver: the abuse protection of CloudEvents webhooks, by which a service asks before it sends events.

use alloc::string::{String, ToString};
use alloc::vec::Vec;

/// The origins from which events are accepted.
#[derive(Clone, Debug, Default)]
pub(super) struct Origins {
    any: bool,
    hosts: Vec<Host>,
}

/// A host in lower case, and its port if one is given.
#[derive(Clone, Debug, PartialEq)]
struct Host {
    name: String,
    port: Option<String>,
}

impl Origins {
    pub(super) fn any() -> Self {
        Self { any: true, hosts: Vec::new() }
    }

    pub(super) fn is_any(&self) -> bool {
        self.any
    }

    /// Adds what stands between commas: `*`, hosts with or without port, URLs. `None` if there is nothing else than
    /// whitespace, or no host.
    pub(super) fn add(&mut self, list: &str) -> Option<()> {
        for origin in entries(list) {
            match origin {
                "*" => self.any = true,
                origin => self.hosts.push(Host::read(origin)?),
            }
        }
        (self.any || !self.hosts.is_empty()).then_some(())
    }

    /// The value of `WebHook-Allowed-Origin` for what a request names, a host or several; nothing if none is allowed.
    pub(super) fn allowed(&self, requested: &str) -> Option<String> {
        if self.any {
            return Some("*".to_string());
        }
        let allows =
            |origin: &&str| Host::read(origin).is_some_and(|host| self.hosts.iter().any(|own| own.allows(&host)));
        entries(requested).find(allows).map(ToString::to_string)
    }
}

fn entries(list: &str) -> impl Iterator<Item = &str> {
    list.split(',').map(str::trim).filter(|entry| !entry.is_empty())
}

impl Host {
    /// From `host`, `host:port`, or a URL of which the rest does not count.
    fn read(origin: &str) -> Option<Self> {
        let origin = origin.split_once("://").map_or(origin, |(_, rest)| rest);
        let authority = origin.split('/').next().unwrap_or_default();
        let (name, port) = match authority.rsplit_once(':') {
            Some((name, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) => (name, Some(port)),
            _ => (authority, None),
        };
        let legal = |byte: u8| byte.is_ascii_alphanumeric() || b"-._[]:".contains(&byte);
        let is_host = !name.is_empty() && name.bytes().all(legal);
        is_host.then(|| Self { name: name.to_ascii_lowercase(), port: port.map(ToString::to_string) })
    }

    /// The service writes its host without a port, others with one.
    fn allows(&self, other: &Self) -> bool {
        self.name == other.name && (self.port.is_none() || other.port.is_none() || self.port == other.port)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn origins() {
        for (own, requested, allowed) in [
            ("*", "contoso.webpubsub.azure.com", Some("*")),
            ("contoso.webpubsub.azure.com", "contoso.webpubsub.azure.com", Some("contoso.webpubsub.azure.com")),
            ("Contoso.webpubsub.azure.com", "CONTOSO.webpubsub.azure.com", Some("CONTOSO.webpubsub.azure.com")),
            (" a.example ,\tb.example , ", "b.example", Some("b.example")),
            ("a.example", " a.example ", Some("a.example")),
            ("https://a.example/", "a.example", Some("a.example")),
            ("https://a.example:443/eventhandler", "a.example", Some("a.example")),
            ("a.example", "a.example:443", Some("a.example:443")),
            ("a.example:443", "a.example:443", Some("a.example:443")),
            ("a.example:443", "a.example:8443", None),
            ("a.example", "z.example, a.example", Some("a.example")),
            ("[::1]:8080", "[::1]:8080", Some("[::1]:8080")),
            ("a.example, *", "z.example", Some("*")),
            ("a.example", "b.example", None),
            ("a.example", "a.example.evil", None),
            ("a.example", "evil.a.example", None),
            ("a.example", "", None),
            ("a.example", "a.example@evil", None),
            ("a.example", "a.example\r\nx: y", None),
        ] {
            let mut origins = Origins::default();
            origins.add(own).expect(own);
            assert_eq!(origins.allowed(requested).as_deref(), allowed, "{own} {requested}");
        }
        for nothing in ["", " , ", "a b", "https://", "a.example, ü"] {
            assert_eq!(Origins::default().add(nothing), None, "{nothing}");
        }
    }
}
