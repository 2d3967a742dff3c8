//! The event `connect`: what a client offers, and what the handler makes of it.

use std::collections::{BTreeMap, HashSet};

use bytes::Bytes;
use http::header::{AUTHORIZATION, CONTENT_TYPE};
use http::{HeaderMap, HeaderValue, Response, StatusCode};
use serde::{Deserialize, Serialize};

use super::failure::Failure;
use crate::names;

type Values = BTreeMap<String, Vec<String>>;

/// The body of the request.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ConnectRequest {
    pub(crate) claims: Values,
    pub(crate) query: Values,
    pub(crate) headers: Values,
    pub(crate) subprotocols: Vec<String>,
    /// Always empty: clients have none here.
    pub(crate) client_certificates: [(); 0],
}

/// The body of a response that accepts. What is absent stays as in the client's token.
#[derive(Debug, Default, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "camelCase", default)]
pub(crate) struct Accepted {
    pub(crate) user_id: Option<String>,
    pub(crate) groups: Option<Vec<String>>,
    pub(crate) roles: Option<Vec<String>>,
    pub(crate) subprotocol: Option<String>,
}

/// A response that the client gets instead of a connection.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Refused {
    pub(crate) status: StatusCode,
    pub(crate) content_type: Option<HeaderValue>,
    pub(crate) body: Bytes,
}

impl ConnectRequest {
    /// From the client's request, without its token.
    pub(crate) fn new<'a>(
        claims: Values,
        query: impl Iterator<Item = (&'a str, &'a str)>,
        headers: &HeaderMap,
        subprotocols: Vec<String>,
    ) -> Self {
        let query = query.filter(|(name, _)| !name.eq_ignore_ascii_case("access_token"));
        let headers = headers.iter().filter(|(name, _)| *name != AUTHORIZATION);
        let headers = headers.map(|(name, value)| (name.as_str(), String::from_utf8_lossy(value.as_bytes())));
        Self { claims, query: grouped(query), headers: grouped(headers), subprotocols, client_certificates: [] }
    }

    pub(super) fn body(&self) -> Bytes {
        // Serializing string keys and strings to memory cannot fail.
        serde_json::to_vec(self).unwrap_or_default().into()
    }
}

fn grouped<'a, T: Into<String>>(pairs: impl Iterator<Item = (&'a str, T)>) -> Values {
    let mut values = Values::new();
    for (name, value) in pairs {
        values.entry(name.to_owned()).or_default().push(value.into());
    }
    values
}

impl Accepted {
    /// Reads a response with a 2xx status.
    pub(super) fn read(response: &Response<Bytes>, offered: &[String], max_groups: usize) -> Result<Self, Failure> {
        let invalid = |rule: String| Failure::Response(rule);
        if response.body().is_empty() {
            return Ok(Self::default());
        }
        let accepted: Self =
            serde_json::from_slice(response.body()).map_err(|error| invalid(format!("its JSON: {error}")))?;
        if accepted.subprotocol.as_ref().is_some_and(|chosen| !chosen.is_empty() && !offered.contains(chosen)) {
            return Err(invalid("its subprotocol was not offered by the client".to_owned()));
        }
        let groups = accepted.groups.as_deref().unwrap_or_default();
        if !groups.iter().all(|group| names::is_group(group)) {
            return Err(invalid("it holds an invalid group name".to_owned()));
        }
        if groups.iter().collect::<HashSet<_>>().len() > max_groups {
            return Err(invalid("it names more groups than max_groups".to_owned()));
        }
        Ok(accepted)
    }
}

impl Refused {
    /// The handler's own response, with its body if that is wanted.
    pub(super) fn by(response: Response<Bytes>, relay_body: bool) -> Self {
        let (head, body) = response.into_parts();
        let content_type = head.headers.get(CONTENT_TYPE).filter(|_| relay_body).cloned();
        Self { status: head.status, content_type, body: if relay_body { body } else { Bytes::new() } }
    }
}

impl From<&Failure> for Refused {
    fn from(failure: &Failure) -> Self {
        Self {
            status: StatusCode::INTERNAL_SERVER_ERROR,
            content_type: Some(HeaderValue::from_static("text/plain")),
            body: format!("The event connect failed: {failure}.").into(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_token_is_left_out() {
        let mut headers = HeaderMap::new();
        headers.insert(AUTHORIZATION, HeaderValue::from_static("Bearer secret"));
        headers.append("x-a", HeaderValue::from_static("1"));
        headers.append("x-a", HeaderValue::from_static("2"));
        let query = [("ACCESS_TOKEN", "secret"), ("room", "1"), ("room", "2")];
        let request = ConnectRequest::new(Values::new(), query.into_iter(), &headers, vec!["a".to_owned()]);
        let expected = r#"{"claims":{},"query":{"room":["1","2"]},"headers":{"x-a":["1","2"]},"subprotocols":["a"],"clientCertificates":[]}"#;
        assert_eq!(request.body(), expected);
    }

    #[test]
    fn responses() {
        let read = |body: &str| Accepted::read(&Response::new(body.to_owned().into()), &["a".to_owned()], 2);
        assert_eq!(read(""), Ok(Accepted::default()));
        assert_eq!(read(r#"{"userId":null,"other":1}"#), Ok(Accepted::default()));
        let full = read(r#"{"userId":"ann","groups":["g","g","h"],"roles":[],"subprotocol":"a"}"#).expect("valid");
        assert_eq!((full.user_id.as_deref(), full.roles), (Some("ann"), Some(Vec::new())));
        assert!(read(r#"{"subprotocol":""}"#).is_ok());
        for bad in [
            "[]1",
            "{",
            r#"{"userId":1}"#,
            r#"{"subprotocol":"b"}"#,
            r#"{"groups":[" "]}"#,
            r#"{"groups":["a","b","c"]}"#,
        ] {
            assert!(matches!(read(bad), Err(Failure::Response(_))), "{bad}");
        }
    }
}
