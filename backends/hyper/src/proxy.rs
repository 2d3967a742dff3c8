//! A proxy, as callers and environment variables specify it.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use http::HeaderValue;
use http::uri::{Authority, Scheme, Uri};
use hyper_util::client::proxy::matcher::Matcher;
use percent_encoding::percent_decode_str;
use std::fmt;
use std::sync::Arc;
use webpubsub_core::{BuildError, Secret};

/// An HTTP proxy, for [`HyperTransportBuilder::proxy`](crate::HyperTransportBuilder::proxy).
///
/// To an `https` endpoint it opens a tunnel (`CONNECT`): TLS runs between this program and the service, so the proxy
/// sees the service's host and port, but no token and no message. Requests to an `http` endpoint it reads and forwards.
/// A proxy that cannot be reached, or refuses, has sent nothing: such calls are retried as
/// [`NotSent`](crate::TransportErrorKind::NotSent).
///
/// ```
/// use webpubsub_hyper::{HyperTransport, Proxy};
///
/// # fn main() -> Result<(), webpubsub_hyper::BuildError> {
/// let proxy = Proxy::new("http://proxy.example:3128")?.basic_auth("ann", "s3cret")?.except("localhost, 10.0.0.0/8");
/// let transport = HyperTransport::builder().proxy(proxy).build();
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
pub struct Proxy {
    address: Uri,
    authorization: Option<Secret>,
    except: Option<Arc<Matcher>>,
}

impl Proxy {
    /// From a URL: `http://proxy.example:3128`, or `https://…` for a proxy that is itself reached over TLS. Without a
    /// scheme it is `http`. It can contain user and password, percent-encoded: `http://ann:s3cret@proxy.example:3128`.
    pub fn new(url: &str) -> Result<Self, BuildError> {
        Self::named("proxy", url)
    }

    /// As [`new`](Proxy::new), for a URL from the variable `name`. The error does not quote the URL, which can contain a
    /// password.
    pub(crate) fn named(name: &'static str, url: &str) -> Result<Self, BuildError> {
        let invalid = |rule: &'static str| BuildError::new(name, rule);
        let uri: Uri = url.trim().parse().map_err(|_| invalid("must be a URL such as http://proxy.example:3128"))?;
        let scheme = uri.scheme().cloned().unwrap_or(Scheme::HTTP);
        if scheme != Scheme::HTTP && scheme != Scheme::HTTPS {
            return Err(invalid("must be an http or https proxy; SOCKS is not supported"));
        }
        if !matches!(uri.path(), "" | "/") || uri.query().is_some() {
            return Err(invalid("must have no path and no query"));
        }
        let authority = uri.authority().map_or("", Authority::as_str);
        let (userinfo, host_port) = match authority.rsplit_once('@') {
            Some((userinfo, host_port)) => (Some(userinfo), host_port),
            None => (None, authority),
        };
        let address = Uri::builder().scheme(scheme).authority(host_port).path_and_query("/").build();
        let address = address.ok().filter(|address| match (address.host(), address.port_u16()) {
            (None | Some(""), _) => false,
            (Some(host), None) => host == host_port,
            (Some(_), Some(_)) => true,
        });
        let address = address.ok_or_else(|| invalid("must name a host and, after a colon, its port"))?;
        let proxy = Self { address, authorization: None, except: None };
        let Some(userinfo) = userinfo else { return Ok(proxy) };
        let (user, password) = userinfo.split_once(':').unwrap_or((userinfo, ""));
        let decoded = |text| percent_decode_str(text).decode_utf8();
        let (Ok(user), Ok(password)) = (decoded(user), decoded(password)) else {
            return Err(invalid("must have user and password in UTF-8, percent-encoded"));
        };
        proxy.basic_auth(&user, &*password).map_err(|error| renamed(name, &error))
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

    /// Hosts that are reached without the proxy, listed as in `NO_PROXY`: names with all their subdomains, addresses,
    /// networks such as `10.0.0.0/8`, separated by commas; `*` is every host.
    #[must_use]
    pub fn except(mut self, hosts: &str) -> Self {
        // The matcher needs some proxy; only whether it intercepts is asked.
        self.except = Some(Arc::new(Matcher::builder().all("http://any").no(hosts).build()));
        self
    }

    pub(crate) fn excepts(&self, uri: &Uri) -> bool {
        self.except.as_ref().is_some_and(|matcher| matcher.intercept(uri).is_none())
    }

    pub(crate) fn address(&self) -> &Uri {
        &self.address
    }

    /// The value of `Proxy-Authorization`.
    pub(crate) fn authorization(&self) -> Option<HeaderValue> {
        let mut value = HeaderValue::from_str(self.authorization.as_ref()?.expose()).ok()?;
        value.set_sensitive(true);
        Some(value)
    }
}

fn renamed(name: &'static str, error: &BuildError) -> BuildError {
    BuildError::new(name, format!("{}: {}", error.field(), error.rule()))
}

impl fmt::Debug for Proxy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Proxy")
            .field("address", &self.address)
            .field("authorization", &self.authorization)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn urls() {
        for (url, address, authorization) in [
            ("http://proxy:3128", "http://proxy:3128/", None),
            (" https://proxy.example:443/ ", "https://proxy.example:443/", None),
            ("proxy:3128", "http://proxy:3128/", None),
            ("localhost", "http://localhost/", None),
            ("http://[::1]:1", "http://[::1]:1/", None),
            ("http://ann:p%40ss%3a@proxy:1", "http://proxy:1/", Some("Basic YW5uOnBAc3M6")),
            ("http://ann@proxy:1", "http://proxy:1/", Some("Basic YW5uOg==")),
        ] {
            let proxy = Proxy::new(url).expect(url);
            assert_eq!(proxy.address().to_string(), address);
            let sent = proxy.authorization();
            assert_eq!(sent.as_ref().map(|value| value.to_str().expect("text")), authorization, "{url}");
            assert!(sent.is_none_or(|value| value.is_sensitive()));
        }
    }

    #[test]
    fn invalid_urls_are_rejected_and_not_quoted() {
        for (url, rule) in [
            ("", "must be a URL"),
            ("http://", "must be a URL"),
            ("http://hush@", "must"),
            ("ann:hush", "must name a host and, after a colon, its port"),
            ("http://proxy:", "must name a host"),
            ("http://proxy:65536", "must name a host"),
            ("socks5://ann:hush@proxy:1080", "SOCKS is not supported"),
            ("http://ann:hush@proxy:1/path", "no path"),
            ("http://ann:hush@proxy:1/?q", "no path"),
            ("http://ann:hush@:3128", "must name a host"),
            ("http://ann:hush%FF@proxy:1", "UTF-8"),
            ("http://ann:hush%0a@proxy:1", "no control characters"),
            ("http://a%3ann:hush@proxy:1", "no colon"),
        ] {
            let error = Proxy::named("HTTPS_PROXY", url).expect_err(url).to_string();
            assert!(error.starts_with("HTTPS_PROXY: ") && error.contains(rule), "{url}: {error}");
            assert!(!error.contains("hush"), "{error}");
        }
        let proxy = Proxy::new("http://ann:hush@proxy:1").expect("valid").basic_auth("ann", "hush2").expect("valid");
        assert_eq!(format!("{proxy:?}"), "Proxy { address: http://proxy:1/, authorization: Some(Secret), .. }");
        assert!(proxy.basic_auth("a:b", "hush").is_err_and(|error| error.field() == "proxy user"));
    }
}
