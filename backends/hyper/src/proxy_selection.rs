//! Which proxy a request goes through, if any.

use crate::Proxy;
use http::uri::{Scheme, Uri};
use std::net::{Ipv4Addr, Ipv6Addr};
use webpubsub_core::BuildError;

/// The caller's setting.
#[derive(Clone, Debug)]
pub(crate) enum ProxySetting {
    Environment,
    Disabled,
    Proxy(Proxy),
}

/// How to reach one host.
#[derive(Debug)]
pub(crate) enum Route<'a> {
    Direct,
    Proxy(&'a Proxy),
    /// An environment variable holds no usable proxy. Connecting directly instead could be what the proxy is there to
    /// prevent.
    Misconfigured(&'a BuildError),
}

/// The proxy for each scheme, and the hosts that need none.
#[derive(Debug, Default)]
pub(crate) struct ProxySelection {
    http: Option<Result<Proxy, BuildError>>,
    https: Option<Result<Proxy, BuildError>>,
    /// Whether this machine itself is always reached directly.
    loopback_direct: bool,
}

impl ProxySelection {
    pub(crate) fn new(setting: ProxySetting) -> Self {
        match setting {
            ProxySetting::Disabled => Self::default(),
            ProxySetting::Proxy(proxy) => {
                Self { http: Some(Ok(proxy.clone())), https: Some(Ok(proxy)), loopback_direct: false }
            }
            ProxySetting::Environment => {
                Self::from_variables(|name| Some(std::env::var_os(name)?.to_string_lossy().into_owned()))
            }
        }
    }

    fn from_variables(read: impl Fn(&str) -> Option<String>) -> Self {
        let set = |name: &str| read(name).filter(|value| !value.trim().is_empty());
        let first = |names: &[&'static str]| names.iter().find_map(|name| Some((*name, set(name)?)));
        // A CGI program finds its caller's `Proxy` header in `HTTP_PROXY`.
        let http: &[&str] =
            if set("REQUEST_METHOD").is_some() { &["http_proxy"] } else { &["HTTP_PROXY", "http_proxy"] };
        let all = first(&["ALL_PROXY", "all_proxy"]);
        let except = first(&["NO_PROXY", "no_proxy"]).map(|(_, hosts)| hosts).unwrap_or_default();
        let proxy = |named: Option<(&'static str, String)>| {
            let (name, url) = named.or_else(|| all.clone())?;
            Some(Proxy::named(name, &url).map(|proxy| proxy.except(&except)))
        };
        Self { http: proxy(first(http)), https: proxy(first(&["HTTPS_PROXY", "https_proxy"])), loopback_direct: true }
    }

    pub(crate) fn route(&self, uri: &Uri) -> Route<'_> {
        let proxy = if uri.scheme() == Some(&Scheme::HTTPS) { &self.https } else { &self.http };
        match proxy {
            None => Route::Direct,
            Some(_) if self.loopback_direct && is_loopback(uri.host().unwrap_or_default()) => Route::Direct,
            Some(Ok(proxy)) if proxy.excepts(uri) => Route::Direct,
            Some(Ok(proxy)) => Route::Proxy(proxy),
            Some(Err(error)) => Route::Misconfigured(error),
        }
    }
}

fn is_loopback(host: &str) -> bool {
    let address = host.trim_start_matches('[').trim_end_matches(']');
    host.eq_ignore_ascii_case("localhost")
        || address.parse().is_ok_and(|address: Ipv4Addr| address.is_loopback())
        || address.parse().is_ok_and(|address: Ipv6Addr| address.is_loopback())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn route(variables: &[(&str, &str)], uri: &'static str) -> String {
        let proxies = ProxySelection::from_variables(|name| {
            variables.iter().find(|(given, _)| *given == name).map(|(_, value)| (*value).to_owned())
        });
        match proxies.route(&Uri::from_static(uri)) {
            Route::Direct => "direct".to_owned(),
            Route::Proxy(proxy) => proxy.address().host().unwrap_or_default().to_owned(),
            Route::Misconfigured(error) => error.to_string(),
        }
    }

    #[test]
    fn variables() {
        const S: &str = "https://contoso.webpubsub.azure.com/x";
        const P: &str = "http://contoso.webpubsub.azure.com/x";
        for (variables, uri, expected) in [
            (&[][..], S, "direct"),
            (&[("HTTPS_PROXY", "http://a:1")], S, "a"),
            (&[("HTTPS_PROXY", "http://a:1")], P, "direct"),
            (&[("https_proxy", "b:1")], S, "b"),
            (&[("HTTPS_PROXY", ""), ("https_proxy", "b:1")], S, "b"),
            (&[("HTTPS_PROXY", "a:1"), ("https_proxy", "b:1")], S, "a"),
            (&[("HTTP_PROXY", "a:1")], P, "a"),
            (&[("http_proxy", "b:1")], P, "b"),
            (&[("HTTP_PROXY", "a:1"), ("REQUEST_METHOD", "GET")], P, "direct"),
            (&[("http_proxy", "b:1"), ("REQUEST_METHOD", "GET")], P, "b"),
            (&[("ALL_PROXY", "c:1")], S, "c"),
            (&[("all_proxy", "c:1"), ("HTTP_PROXY", "a:1")], P, "a"),
            (&[("HTTPS_PROXY", "a:1"), ("NO_PROXY", "example.org, .azure.com")], S, "direct"),
            (&[("HTTPS_PROXY", "a:1"), ("no_proxy", "azure.com")], S, "direct"),
            (&[("HTTPS_PROXY", "a:1"), ("no_proxy", "zure.com")], S, "a"),
            (&[("HTTPS_PROXY", "a:1"), ("no_proxy", "*")], S, "direct"),
            (&[("HTTP_PROXY", "a:1"), ("no_proxy", "10.0.0.0/8")], "http://10.1.2.3:80", "direct"),
            (&[("HTTP_PROXY", "a:1")], "http://10.1.2.3:80", "a"),
            (&[("HTTP_PROXY", "a:1")], "http://localhost:8080", "direct"),
            (&[("HTTP_PROXY", "a:1")], "http://127.0.0.9:8080", "direct"),
            (&[("HTTP_PROXY", "a:1")], "http://[::1]:8080", "direct"),
            (&[("HTTPS_PROXY", "http://a b")], S, "HTTPS_PROXY: must be a URL such as http://proxy.example:3128"),
            (&[("all_proxy", "socks5://a:1")], S, "all_proxy: must be an http or https proxy; SOCKS is not supported"),
            (&[("HTTPS_PROXY", "http://a b"), ("NO_PROXY", "*")], "https://localhost", "direct"),
        ] {
            assert_eq!(route(variables, uri), expected, "{variables:?} to {uri}");
        }
    }
}
