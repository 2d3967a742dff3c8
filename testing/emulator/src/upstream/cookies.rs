//! The cookies that handlers set for one connection, so that a load balancer sends all its events to one server.

use std::collections::BTreeMap;
use std::time::SystemTime;

use http::header::SET_COOKIE;
use http::{HeaderMap, HeaderValue};

/// How many cookies are kept, and the bytes of each.
const MAX_COOKIES: usize = 50;
const MAX_SIZE: usize = 4096;

/// By host and name.
#[derive(Debug, Default)]
pub(super) struct Cookies(BTreeMap<(String, String), String>);

impl Cookies {
    /// Takes what the response of a host sets. Only the attributes that delete a cookie are regarded.
    pub(super) fn store(&mut self, host: &str, headers: &HeaderMap) {
        for line in headers.get_all(SET_COOKIE).iter().filter_map(|line| line.to_str().ok()) {
            let mut parts = line.split(';').map(str::trim);
            let Some((name, value)) = parts.next().and_then(|pair| pair.split_once('=')) else { continue };
            let key = (host.to_owned(), name.trim().to_owned());
            if parts.any(deletes) {
                self.0.remove(&key);
            } else if name.len() + value.len() <= MAX_SIZE && (self.0.len() < MAX_COOKIES || self.0.contains_key(&key))
            {
                self.0.insert(key, value.trim().to_owned());
            }
        }
    }

    /// The header for a request to a host.
    pub(super) fn header(&self, host: &str) -> Option<HeaderValue> {
        let pairs = self.0.iter().filter(|((of, _), _)| of == host).map(|((_, name), value)| format!("{name}={value}"));
        let line = pairs.collect::<Vec<_>>().join("; ");
        (!line.is_empty()).then(|| HeaderValue::from_str(&line).ok())?
    }
}

/// Whether an attribute says that the cookie has expired.
fn deletes(attribute: &str) -> bool {
    let Some((name, value)) = attribute.split_once('=') else { return false };
    match name.to_ascii_lowercase().as_str() {
        "max-age" => value.parse::<i64>().is_ok_and(|seconds| seconds <= 0),
        "expires" => httpdate::parse_http_date(value).is_ok_and(|time| time <= SystemTime::now()),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn store(cookies: &mut Cookies, lines: &[&str]) {
        let mut headers = HeaderMap::new();
        for line in lines {
            headers.append(SET_COOKIE, line.parse().expect("header"));
        }
        cookies.store("h", &headers);
    }

    #[test]
    fn kept_replaced_and_deleted() {
        let mut cookies = Cookies::default();
        store(&mut cookies, &["a=1; Path=/; HttpOnly", "b=2", "nonsense", "c=3; Max-Age=60"]);
        assert_eq!(cookies.header("h").expect("cookies"), "a=1; b=2; c=3");
        assert_eq!(cookies.header("other"), None);
        store(&mut cookies, &["a=9", "b=; Expires=Thu, 01 Jan 1970 00:00:00 GMT", "c=; max-age=0"]);
        assert_eq!(cookies.header("h").expect("cookies"), "a=9");
    }

    #[test]
    fn bounded() {
        let mut cookies = Cookies::default();
        store(&mut cookies, &[&format!("big={}", "x".repeat(MAX_SIZE))]);
        assert_eq!(cookies.header("h"), None);
        for number in 0..2 * MAX_COOKIES {
            store(&mut cookies, &[&format!("c{number}=1")]);
        }
        assert_eq!(cookies.0.len(), MAX_COOKIES);
    }
}
