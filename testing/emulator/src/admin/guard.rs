//! Who may use the page and its endpoint. A page of another site must not: neither by a name that it points at this machine
//! (`Host`), nor by a request in the background (`Origin`, and a token that only the page's own text has).

use std::fmt;
use std::net::IpAddr;

use http::header::{AUTHORIZATION, ORIGIN};
use http::{HeaderMap, StatusCode};

use super::call::{Call, Failure};
use crate::auth::same;

/// Names under which the page may be opened, besides IP addresses and `localhost`.
#[derive(Clone, Debug, Default)]
pub(crate) struct Hosts(Vec<String>);

impl Hosts {
    pub(crate) fn add(&mut self, name: String) {
        self.0.push(name);
    }

    /// The port is not compared: containers map it.
    fn allow(&self, host: &str) -> bool {
        let (name, port) = match host.rsplit_once(':') {
            Some((name, port)) if !port.ends_with(']') => (name, port),
            _ => (host, ""),
        };
        let bracketed = name.strip_prefix('[').and_then(|name| name.strip_suffix(']'));
        let is_address =
            bracketed.unwrap_or(name).parse::<IpAddr>().is_ok_and(|ip| ip.is_ipv6() == bracketed.is_some());
        let named =
            self.0.iter().map(String::as_str).chain(["localhost"]).any(|known| known.eq_ignore_ascii_case(name));
        (is_address || named) && port.bytes().all(|byte| byte.is_ascii_digit())
    }
}

/// The token that the page's text has: of this emulator, and the same after a restart.
#[derive(Clone)]
pub(crate) struct Access(String);

impl Access {
    pub(crate) fn new() -> Result<Self, getrandom::Error> {
        let mut bytes = [0; 16];
        getrandom::fill(&mut bytes)?;
        Ok(Self(format!("{:032x}", u128::from_be_bytes(bytes))))
    }

    pub(super) fn token(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Access {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Access(..)")
    }
}

pub(super) fn host(host: &str, hosts: &Hosts) -> Result<(), Failure> {
    if hosts.allow(host) {
        return Ok(());
    }
    let reason = "The page is for IP addresses, localhost, and the names given by --page-host or Builder::page_host.";
    Err(Failure::new(StatusCode::FORBIDDEN, reason))
}

/// The origin of a page, if there is one, is the host itself.
pub(super) fn origin(headers: &HeaderMap, host: &str) -> Result<(), Failure> {
    let own = |origin: &str| {
        let rest = origin.strip_prefix("http://").or_else(|| origin.strip_prefix("https://"));
        rest.is_some_and(|rest| crate::auth::audience::host(rest).eq_ignore_ascii_case(host))
    };
    if headers.get_all(ORIGIN).iter().all(|origin| origin.to_str().is_ok_and(own)) {
        return Ok(());
    }
    Err(Failure::new(StatusCode::FORBIDDEN, "The page of another origin may not use the endpoint."))
}

/// The page's token, in a header or, as an event source needs it, in the query; or the access key as a bearer token, for
/// tests in any language.
pub(super) fn token(call: &Call<'_>) -> Result<(), Failure> {
    let headers = &call.parts.headers;
    let site = headers.get("sec-fetch-site").map(http::HeaderValue::as_bytes);
    if site.is_some_and(|site| site != b"same-origin" && site != b"none") {
        return Err(Failure::new(StatusCode::FORBIDDEN, "The page of another origin may not use the endpoint."));
    }
    let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    let page = call.service.controls.access.token();
    let key = &call.service.settings.access_key.0;
    let by_page = text("x-emulator-token").or_else(|| call.query.get("token")).is_some_and(|token| same(token, page));
    if by_page || text(AUTHORIZATION.as_str()).is_some_and(|value| same(value, &format!("Bearer {key}"))) {
        return Ok(());
    }
    Err(Failure::new(StatusCode::UNAUTHORIZED, "Send the access key: Authorization: Bearer {AccessKey}."))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hosts() {
        let mut hosts = Hosts::default();
        hosts.add("Emulator.internal".to_owned());
        for good in [
            "127.0.0.1",
            "127.0.0.1:8080",
            "[::1]:80",
            "[::1]",
            "192.168.0.7:9",
            "LOCALHOST:1",
            "emulator.internal:8080",
        ] {
            assert!(hosts.allow(good), "{good}");
        }
        for bad in [
            "",
            "evil.example",
            "evil.example:8080",
            "localhost.evil.example",
            "127.0.0.1.evil.example",
            "::1",
            "[127.0.0.1]",
            "localhost:x",
            "a.emulator.internal",
        ] {
            assert!(!hosts.allow(bad), "{bad}");
        }
    }

    #[test]
    fn origins() {
        let check = |origin: Option<&str>, at: &str| {
            let mut headers = HeaderMap::new();
            headers.extend(origin.map(|origin| (ORIGIN, origin.parse().expect("header"))));
            super::origin(&headers, at).is_ok()
        };
        assert!(check(None, "localhost:8080") && check(Some("http://localhost:8080"), "localhost:8080"));
        assert!(
            check(Some("https://LOCALHOST:8080"), "localhost:8080") && check(Some("http://localhost"), "localhost")
        );
        for bad in
            ["null", "http://localhost:3000", "http://evil.example", "http://localhost", "file://", "localhost:8080"]
        {
            assert!(!check(Some(bad), "localhost:8080"), "{bad}");
        }
    }
}
