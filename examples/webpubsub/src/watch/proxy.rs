//! Which proxy the connection goes through: that of the environment, by the rules for the library's requests.

use crate::connect::environment;
use crate::failure::Failure;
use http::Uri;
use hyper_util::client::proxy::matcher::{Intercept, Matcher};
use std::net::IpAddr;
use webpubsub_hyper::Proxy;

/// The proxy for an `http` or `https` URL. This machine itself needs none.
pub(super) fn select(url: &Uri) -> Result<Option<Intercept>, Failure> {
    let Some((name, proxy)) = setting(url.scheme_str() == Some("https"), environment) else { return Ok(None) };
    if is_loopback(url.host().unwrap_or_default()) {
        return Ok(None);
    }
    let except = first(&["NO_PROXY", "no_proxy"], environment).map(|(_, hosts)| hosts).unwrap_or_default();
    if Matcher::builder().all("http://any").no(except.as_str()).build().intercept(url).is_none() {
        return Ok(None);
    }
    // Connecting directly instead could be what the proxy is there to prevent.
    let unusable = |rule: &str| Failure::NotReached(format!("not connected: {name}: {rule}"));
    Proxy::new(&proxy).map_err(|error| unusable(error.rule()))?;
    let selected = Matcher::builder().all(proxy.trim()).build().intercept(url);
    selected.map(Some).ok_or_else(|| unusable("is not a usable proxy"))
}

/// The variable for the scheme, and its value.
fn setting(https: bool, read: impl Fn(&str) -> Option<String>) -> Option<(&'static str, String)> {
    let names: &[&str] = match https {
        true => &["HTTPS_PROXY", "https_proxy"],
        // A CGI program finds its caller's `Proxy` header in `HTTP_PROXY`.
        false if read("REQUEST_METHOD").is_some() => &["http_proxy"],
        false => &["HTTP_PROXY", "http_proxy"],
    };
    first(names, &read).or_else(|| first(&["ALL_PROXY", "all_proxy"], &read))
}

fn first(names: &[&'static str], read: impl Fn(&str) -> Option<String>) -> Option<(&'static str, String)> {
    names.iter().find_map(|name| Some((*name, read(name).filter(|value| !value.trim().is_empty())?)))
}

fn is_loopback(host: &str) -> bool {
    let address = host.trim_start_matches('[').trim_end_matches(']');
    host.eq_ignore_ascii_case("localhost") || address.parse().is_ok_and(|address: IpAddr| address.is_loopback())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn variables() {
        for (variables, https, expected) in [
            (&[][..], true, None),
            (&[("HTTPS_PROXY", "a")], true, Some("a")),
            (&[("HTTPS_PROXY", "a")], false, None),
            (&[("HTTPS_PROXY", " "), ("https_proxy", "b")], true, Some("b")),
            (&[("HTTP_PROXY", "a"), ("ALL_PROXY", "c")], false, Some("a")),
            (&[("HTTP_PROXY", "a"), ("all_proxy", "c")], true, Some("c")),
            (&[("HTTP_PROXY", "a"), ("REQUEST_METHOD", "GET")], false, None),
            (&[("http_proxy", "a"), ("REQUEST_METHOD", "GET")], false, Some("a")),
        ] {
            let read = |name: &str| Some(variables.iter().find(|(given, _)| *given == name)?.1.to_owned());
            assert_eq!(setting(https, read).map(|(_, value)| value).as_deref(), expected, "{variables:?}");
        }
        for (host, loopback) in [("localhost", true), ("127.0.0.9", true), ("[::1]", true), ("contoso.example", false)]
        {
            assert_eq!(is_loopback(host), loopback, "{host}");
        }
    }
}
