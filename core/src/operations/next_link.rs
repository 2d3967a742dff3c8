//! Following a link of a response, at the service alone.

use super::ServiceQuery;
use crate::endpoint::{is_encoded, is_path};
use crate::{BuildError, Endpoint, Target};
use alloc::string::String;
use percent_encoding::percent_decode_str;

impl Target {
    /// The URL that a link of a response names, such as `nextLink`. The link is absolute or begins with `/`, and leads to
    /// the service or its gateway; any other is rejected, because a signed request does not leave the service.
    ///
    /// Its query goes out as it came, but for `api-version`, which is the target's.
    ///
    /// ```
    /// # use webpubsub_core::{Method, Target, operations::UnsignedRequest};
    /// let target = Target::new("https://contoso.webpubsub.azure.com", "chat")?;
    /// let next = UnsignedRequest::new(Method::Get, target.link_url("/api/hubs/chat/topics?skip=20")?);
    /// assert!(target.link_url("https://elsewhere.example/api/hubs/chat/topics?skip=20").is_err());
    /// # Ok::<(), webpubsub_core::BuildError>(())
    /// ```
    pub fn link_url(&self, link: &str) -> Result<ServiceQuery<'_>, BuildError> {
        let rejected = |rule: &'static str| Err(BuildError::new("next link", rule));
        let (path, query) = link.split_once('?').unwrap_or((link, ""));
        let path = if let Some((_, rest)) = path.split_once("://") {
            let (origin, root) = path.split_at(path.len() - rest.len() + rest.find('/').unwrap_or(rest.len()));
            let origin = Endpoint::parse_as("next link", origin, None)?;
            if !same_origin(&origin, self.endpoint()) && !same_origin(&origin, self.request_endpoint()) {
                return rejected("points to another host, which must not receive credentials");
            }
            root
        } else if path.starts_with('/') && !path.starts_with("//") {
            path
        } else {
            return rejected("is neither an absolute URL nor a path from the root");
        };
        // A gateway can write its own path in place of the service's, whose paths all begin with `/api/`.
        let bases = [self.request_endpoint().path(), self.endpoint().path(), ""];
        let rests = bases.iter().filter_map(|base| path.strip_prefix(base)).filter(|rest| rest.starts_with('/'));
        let path = rests.min_by_key(|rest| (!rest.starts_with("/api/"), rest.len())).unwrap_or(path);
        if !path.starts_with('/') || !is_path(path) {
            return rejected("has a path that cannot be sent as it is");
        }
        if !is_encoded(query, |byte| b"!$&'()*+,;=:@/?[]".contains(&byte)) {
            return rejected("has a query that cannot be sent as it is");
        }
        let mut url = ServiceQuery::from(self.root_url()?.raw_path(path));
        for pair in query.split('&').filter(|pair| !pair.is_empty()) {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            if !name.eq_ignore_ascii_case("api-version") {
                url = url.raw_query(name, value);
            }
        }
        Ok(url)
    }
}

/// The value of one parameter of a link's query, decoded.
pub(super) fn parameter(link: &str, name: &str) -> Option<String> {
    let (_, query) = link.split_once('?')?;
    let pairs = query.split('&').filter_map(|pair| pair.split_once('='));
    let (_, value) = pairs.into_iter().find(|(given, _)| given.eq_ignore_ascii_case(name))?;
    Some(percent_decode_str(value).decode_utf8_lossy().into_owned())
}

fn same_origin(one: &Endpoint, other: &Endpoint) -> bool {
    one.is_https() == other.is_https() && one.host() == other.host()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Method;
    use crate::operations::UnsignedRequest;

    fn url(endpoint: &str, link: &str) -> Result<String, BuildError> {
        let target = Target::new(endpoint, "chat")?;
        Ok(UnsignedRequest::new(Method::Get, target.link_url(link)?).url().into())
    }

    #[test]
    fn stays_at_the_service() {
        for (endpoint, link, followed) in [
            (
                "https://h",
                "https://h/api/x?a=1&api-version=2020-01-01&t=%2B",
                "https://h/api/x?api-version=2024-12-01&a=1&t=%2B",
            ),
            ("https://h", "https://H:443/api/x", "https://h/api/x?api-version=2024-12-01"),
            ("https://h", "/api/x?a=1", "https://h/api/x?api-version=2024-12-01&a=1"),
            ("https://h/base", "https://h/base/api/x", "https://h/base/api/x?api-version=2024-12-01"),
            ("https://h/base", "/api/x", "https://h/base/api/x?api-version=2024-12-01"),
        ] {
            assert_eq!(url(endpoint, link).as_deref(), Ok(followed), "{link}");
        }
        for link in [
            "https://evil.example/api/x",
            "https://h.evil.example/api/x",
            "https://h@evil.example/x",
            "http://h/api/x",
            "https://h:444/api/x",
            "//evil.example/x",
            "api/x",
            "/api/../x",
            "/api/x?a=b c",
            "/api/x?a=%",
            "/api/x?a=%2",
            "/api/x?a=%zz",
            "/api/x\r\nh: v",
            "",
            "https://h\\@evil.example/",
            "https://h",
        ] {
            assert!(url("https://h", link).is_err(), "{link}");
        }
    }
}
