//! Selects the proxy for a host.

use crate::{NoProxy, Proxy};
use std::net::IpAddr;
use webpubsub_core::BuildError;

/// Whether the connections to a host go through a proxy.
#[derive(Debug)]
#[allow(clippy::exhaustive_enums)] // There is no fourth.
pub enum ProxySelection<'a> {
    /// Without a proxy.
    Direct,
    /// Through this one.
    Proxy(&'a Proxy),
    /// Not at all: the variable that applies holds no usable proxy. Connecting directly instead could be what the proxy
    /// is there to prevent.
    Misconfigured(&'a BuildError),
}

/// The proxy for each scheme, and the hosts that need none.
#[derive(Clone, Debug, Default)]
pub struct ProxyRules {
    http: Option<Result<Proxy, BuildError>>,
    https: Option<Result<Proxy, BuildError>>,
    except: NoProxy,
    /// Whether this machine itself, and what is beside it, is always reached directly.
    near_direct: bool,
}

impl ProxyRules {
    /// No proxy for any host.
    pub fn direct() -> Self {
        Self::default()
    }

    /// This proxy for every host but those that it [excepts](Proxy::except).
    pub fn through(proxy: Proxy) -> Self {
        let except = proxy.except.clone();
        Self { http: Some(Ok(proxy.clone())), https: Some(Ok(proxy)), except, near_direct: false }
    }

    /// From variables, which `read` returns by name: `HTTPS_PROXY`, `HTTP_PROXY`, `ALL_PROXY` for whichever of the two is
    /// not set, and the exceptions in `NO_PROXY`; each also in lowercase. A variable that is empty counts as not set.
    /// This machine itself, `localhost` and loopback addresses, and link-local addresses, such as that of a virtual
    /// machine's metadata service, are always exceptions. In a CGI program, where `REQUEST_METHOD` is set, `HTTP_PROXY`
    /// is not read: it holds what the client sent.
    pub fn from_variables(read: impl Fn(&str) -> Option<String>) -> Self {
        let set = |name: &str| read(name).filter(|value| !value.trim().is_empty());
        let first = |names: &[&'static str]| names.iter().find_map(|name| Some((*name, set(name)?)));
        let http: &[&str] =
            if set("REQUEST_METHOD").is_some() { &["http_proxy"] } else { &["HTTP_PROXY", "http_proxy"] };
        let all = first(&["ALL_PROXY", "all_proxy"]);
        let except = first(&["NO_PROXY", "no_proxy"]).map(|(_, hosts)| NoProxy::new(&hosts)).unwrap_or_default();
        let proxy = |named: Option<(&'static str, String)>| {
            let (name, url) = named.or_else(|| all.clone())?;
            Some(Proxy::named(name, &url))
        };
        Self {
            http: proxy(first(http)),
            https: proxy(first(&["HTTPS_PROXY", "https_proxy"])),
            except,
            near_direct: true,
        }
    }

    /// Selects the proxy for a host under this scheme: `https` and `wss` are one kind, `http` and `ws` the other. Without a
    /// port it is the scheme's own. Exceptions come first: a host that needs no proxy does not suffer from an unusable one.
    pub fn select(&self, scheme: &str, host: &str, port: Option<u16>) -> ProxySelection<'_> {
        let (proxy, default) = match scheme {
            "https" | "wss" => (&self.https, 443),
            _ => (&self.http, 80),
        };
        match proxy {
            None => ProxySelection::Direct,
            Some(_) if self.near_direct && is_near(host) => ProxySelection::Direct,
            Some(_) if self.except.matches(host, port.unwrap_or(default)) => ProxySelection::Direct,
            Some(Ok(proxy)) => ProxySelection::Proxy(proxy),
            Some(Err(error)) => ProxySelection::Misconfigured(error),
        }
    }
}

/// Whether the host is another one for each machine, so that a proxy would reach its own: the machine itself, or a
/// link-local address, such as that of the metadata service, which gives out tokens of the machine's identity.
fn is_near(host: &str) -> bool {
    let host = host.strip_suffix('.').unwrap_or(host);
    let address = host.trim_start_matches('[').trim_end_matches(']');
    let is_near = |address: IpAddr| match address.to_canonical() {
        IpAddr::V4(address) => address.is_loopback() || address.is_link_local(),
        IpAddr::V6(address) => address.is_loopback() || address.is_unicast_link_local(),
    };
    host.eq_ignore_ascii_case("localhost") || address.parse().is_ok_and(is_near)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn selected(variables: &[(&str, &str)], scheme: &str, host: &str, port: Option<u16>) -> String {
        let rules = ProxyRules::from_variables(|name| {
            variables.iter().find(|(given, _)| *given == name).map(|(_, value)| (*value).to_owned())
        });
        match rules.select(scheme, host, port) {
            ProxySelection::Direct => "direct".to_owned(),
            ProxySelection::Proxy(proxy) => proxy.host().to_owned(),
            ProxySelection::Misconfigured(error) => error.to_string(),
        }
    }

    #[test]
    fn variables() {
        const HOST: &str = "contoso.webpubsub.azure.com";
        for (variables, scheme, expected) in [
            (&[][..], "https", "direct"),
            (&[("HTTPS_PROXY", "http://a:1")], "https", "a"),
            (&[("HTTPS_PROXY", "http://a:1")], "wss", "a"),
            (&[("HTTPS_PROXY", "http://a:1")], "http", "direct"),
            (&[("HTTPS_PROXY", "http://a:1")], "ws", "direct"),
            (&[("https_proxy", "b:1")], "https", "b"),
            (&[("HTTPS_PROXY", " "), ("https_proxy", "b:1")], "https", "b"),
            (&[("HTTPS_PROXY", "a:1"), ("https_proxy", "b:1")], "https", "a"),
            (&[("HTTP_PROXY", "a:1")], "http", "a"),
            (&[("http_proxy", "b:1")], "ws", "b"),
            (&[("HTTP_PROXY", "a:1"), ("REQUEST_METHOD", "GET")], "http", "direct"),
            (&[("http_proxy", "b:1"), ("REQUEST_METHOD", "GET")], "http", "b"),
            (&[("ALL_PROXY", "c:1")], "https", "c"),
            (&[("all_proxy", "c:1"), ("HTTP_PROXY", "a:1")], "http", "a"),
            (&[("HTTPS_PROXY", "a:1"), ("NO_PROXY", "example.org, .azure.com")], "https", "direct"),
            (&[("HTTPS_PROXY", "a:1"), ("no_proxy", "azure.com:443")], "https", "direct"),
            (&[("HTTPS_PROXY", "a:1"), ("no_proxy", "azure.com:80")], "https", "a"),
            (&[("HTTPS_PROXY", "a:1"), ("no_proxy", "zure.com")], "https", "a"),
            (&[("HTTPS_PROXY", "a:1"), ("no_proxy", "*")], "https", "direct"),
            (&[("HTTPS_PROXY", "http://a b")], "https", "HTTPS_PROXY: must be a URL such as http://proxy.example:3128"),
            (
                &[("all_proxy", "socks5://a:1")],
                "https",
                "all_proxy: must be an http or https proxy; SOCKS is not supported",
            ),
            // An unusable proxy does not matter to a host that needs none.
            (&[("ALL_PROXY", "socks5://a:1"), ("NO_PROXY", HOST)], "https", "direct"),
            (&[("ALL_PROXY", "socks5://a:1"), ("NO_PROXY", "*.azure.com")], "http", "direct"),
            (&[("HTTPS_PROXY", "http://a b"), ("no_proxy", "*")], "https", "direct"),
            (&[("ALL_PROXY", "socks5://a:1"), ("HTTPS_PROXY", "b:1")], "https", "b"),
        ] {
            assert_eq!(selected(variables, scheme, HOST, None), expected, "{variables:?} to {scheme}");
        }
    }

    #[test]
    fn this_machine_and_link_local_addresses_are_reached_directly() {
        for (host, expected) in [
            ("localhost", "direct"),
            ("LOCALHOST.", "direct"),
            ("127.0.0.9", "direct"),
            ("[::1]", "direct"),
            ("[::ffff:127.0.0.1]", "direct"),
            ("169.254.169.254", "direct"),
            ("[fe80::1]", "direct"),
            ("10.1.2.3", "a"),
            ("169.255.0.1", "a"),
            ("localhost.example", "a"),
        ] {
            for url in ["http://a:1", "socks5://a:1"] {
                let selected = selected(&[("ALL_PROXY", url)], "http", host, Some(8080));
                assert_eq!(selected == "direct", expected == "direct", "{host}: {selected}");
            }
        }
        let rules = ProxyRules::through(Proxy::new("a:1").expect("a proxy").except("*.example"));
        assert!(matches!(rules.select("http", "localhost", None), ProxySelection::Proxy(_)), "it is for all");
        assert!(matches!(rules.select("wss", "a.example", None), ProxySelection::Direct));
        assert!(matches!(ProxyRules::direct().select("https", "a.example", None), ProxySelection::Direct));
    }
}
