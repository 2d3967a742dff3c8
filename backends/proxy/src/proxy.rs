//! A proxy, as callers and environment variables specify it.

use crate::NoProxy;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use percent_encoding::percent_decode_str;
use std::fmt;
use std::net::Ipv6Addr;
use webpubsub_core::{BuildError, Secret};

/// An HTTP proxy.
///
/// To an `https` endpoint it opens a tunnel (`CONNECT`): TLS runs between this program and the service, so the proxy
/// sees the service's host and port, but no token and no message. Requests to an `http` endpoint it reads and forwards.
/// A proxy that cannot be reached, or opens no tunnel, has sent nothing: such calls are retried as not sent, but not where
/// it requires other credentials (401, 407) or forbids the host (403).
///
/// ```
/// use webpubsub_proxy::Proxy;
///
/// # fn main() -> Result<(), webpubsub_core::BuildError> {
/// let proxy = Proxy::new("http://proxy.example:3128")?.basic_auth("ann", "s3cret")?.except("localhost, 10.0.0.0/8");
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
pub struct Proxy {
    is_https: bool,
    host: String,
    port: u16,
    authorization: Option<Secret>,
    pub(crate) except: NoProxy,
}

impl Proxy {
    /// From a URL: `http://proxy.example:3128`, or `https://…` for a proxy that is itself reached over TLS. Without a
    /// scheme it is `http`; without a port, 80 or 443. It can contain user and password, percent-encoded:
    /// `http://ann:s3cret@proxy.example:3128`.
    pub fn new(url: &str) -> Result<Self, BuildError> {
        Self::named("proxy", url)
    }

    /// As [`new`](Proxy::new), for a URL from the variable `name`. The error does not quote the URL, which can contain a
    /// password.
    pub(crate) fn named(name: &'static str, url: &str) -> Result<Self, BuildError> {
        let invalid = |rule: &'static str| BuildError::new(name, rule);
        let url = url.trim();
        if url.is_empty() || url.contains(|c: char| c.is_whitespace() || c.is_control()) {
            return Err(invalid("must be a URL such as http://proxy.example:3128"));
        }
        let (scheme, rest) = url.split_once("://").unwrap_or(("http", url));
        let is_https = scheme.eq_ignore_ascii_case("https");
        if !is_https && !scheme.eq_ignore_ascii_case("http") {
            return Err(invalid("must be an http or https proxy; SOCKS is not supported"));
        }
        let (authority, path) = rest.split_at(rest.find(['/', '?', '#']).unwrap_or(rest.len()));
        if path.contains('@') {
            return Err(invalid(
                "must have user and password percent-encoded: / as %2F, ? as %3F, # as %23, @ as %40, % as %25",
            ));
        }
        if !matches!(path, "" | "/") {
            return Err(invalid("must have no path, no query and no fragment"));
        }
        let (userinfo, host_port) = match authority.rsplit_once('@') {
            Some((userinfo, host_port)) => (Some(userinfo), host_port),
            None => (None, authority),
        };
        let (host, port) = host_and_port(host_port, if is_https { 443 } else { 80 })
            .ok_or_else(|| invalid("must name a host and, after a colon, its port"))?;
        let proxy = Self { is_https, host, port, authorization: None, except: NoProxy::default() };
        let Some(userinfo) = userinfo else { return Ok(proxy) };
        let (user, password) = userinfo.split_once(':').unwrap_or((userinfo, ""));
        let decoded = |text| percent_decode_str(text).decode_utf8();
        let (Ok(user), Ok(password)) = (decoded(user), decoded(password)) else {
            return Err(invalid("must have user and password in UTF-8, percent-encoded"));
        };
        let renamed = |error: BuildError| BuildError::new(name, format!("{}: {}", error.field(), error.rule()));
        proxy.basic_auth(&user, &*password).map_err(renamed)
    }

    /// The user and password for the proxy (`Proxy-Authorization: Basic`), in place of those in the URL. The service
    /// never receives them, and no error, `Debug` output or log shows them.
    pub fn basic_auth(mut self, user: &str, password: impl Into<Secret>) -> Result<Self, BuildError> {
        let password = password.into();
        if user.contains(':') || user.chars().chain(password.expose().chars()).any(char::is_control) {
            return Err(BuildError::new(
                "proxy user",
                "must contain no colon and, like the password, no control characters",
            ));
        }
        let pair = Secret::new(format!("{user}:{}", password.expose()));
        self.authorization = Some(Secret::new(format!("Basic {}", STANDARD.encode(pair.expose()))));
        Ok(self)
    }

    /// Hosts that are reached without the proxy, listed as in `NO_PROXY`; see [`NoProxy`] for the forms.
    #[must_use]
    pub fn except(mut self, hosts: &str) -> Self {
        self.except = NoProxy::new(hosts);
        self
    }

    /// Whether the proxy itself is reached over TLS.
    pub fn is_https(&self) -> bool {
        self.is_https
    }

    /// A name or an address; an IPv6 address stands in square brackets.
    pub fn host(&self) -> &str {
        &self.host
    }

    /// The port, also if it is the default of the scheme.
    pub fn port(&self) -> u16 {
        self.port
    }

    /// The value of `Proxy-Authorization`, if a user was given.
    pub fn authorization(&self) -> Option<&Secret> {
        self.authorization.as_ref()
    }
}

fn host_and_port(text: &str, default: u16) -> Option<(String, u16)> {
    let (host, port) = match text.rsplit_once(':') {
        Some((host, port)) if !text.ends_with(']') => {
            let digits = port.bytes().all(|byte| byte.is_ascii_digit());
            (host, port.parse().ok().filter(|port| digits && *port != 0)?)
        }
        _ => (text, default),
    };
    let is_name = |host: &str| host.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-._".contains(&byte));
    let valid = match host.strip_prefix('[').and_then(|host| host.strip_suffix(']')) {
        Some(address) => address.parse::<Ipv6Addr>().is_ok(),
        None => !host.is_empty() && is_name(host),
    };
    valid.then(|| (host.to_owned(), port))
}

/// As a URL, without user and password.
impl fmt::Display for Proxy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let scheme = if self.is_https { "https" } else { "http" };
        write!(f, "{scheme}://{}:{}", self.host, self.port)
    }
}

impl fmt::Debug for Proxy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Proxy")
            .field("address", &format_args!("{self}"))
            .field("authorization", &self.authorization)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests;
