//! Connection strings, read here once more and loosely: every value of every name, none refused.

use crate::facts::endpoint;
use crate::load::Case;

/// The parts of a connection string.
#[derive(Debug, Default)]
pub struct Parts<'a> {
    /// Values of `Endpoint`.
    pub endpoints: Vec<&'a str>,
    /// Values of `AccessKey`.
    pub keys: Vec<&'a str>,
    /// Values of `Port`.
    pub ports: Vec<&'a str>,
    /// Names beside these and `Version`.
    pub further: Vec<&'a str>,
    /// Segments that hold something, but no `=`.
    pub loose: usize,
    /// Segments that are blank space.
    pub blank: usize,
}

/// Takes the text apart; blank space around the whole does not count.
pub fn read(text: &str) -> Parts<'_> {
    let mut parts = Parts::default();
    for segment in text.trim().split(';').filter(|segment| !segment.is_empty()) {
        match segment.split_once('=') {
            None if segment.trim().is_empty() => parts.blank += 1,
            None => parts.loose += 1,
            Some((name, value)) => match name.to_ascii_lowercase().as_str() {
                "endpoint" => parts.endpoints.push(value),
                "accesskey" => parts.keys.push(value),
                "port" => parts.ports.push(value),
                "version" => {}
                _ => parts.further.push(name),
            },
        }
    }
    parts
}

/// The parts of the case's connection string, if it is about one.
pub fn parts(case: &Case) -> Option<Parts<'_>> {
    case.call.args.connection_string.as_deref().map(read)
}

/// A name that decides something is there more than once.
pub fn twice(case: &Case) -> Option<&'static str> {
    let twice = |parts: Parts<'_>| [parts.endpoints, parts.keys, parts.ports].iter().any(|values| values.len() > 1);
    parts(case).is_some_and(twice).then_some("connection string")
}

/// A segment has no `=`.
pub fn loose_segment(case: &Case) -> Option<&'static str> {
    parts(case).is_some_and(|parts| parts.loose > 0).then_some("connection string")
}

/// `Port` is no port from 1 to 65535, or not the one that `Endpoint` names. An empty one counts as absent.
pub fn wrong_port(case: &Case) -> Option<&'static str> {
    let parts = parts(case)?;
    let port = parts.ports.first().filter(|port| !port.is_empty())?;
    let number = port.parse::<u16>().ok().filter(|number| *number > 0 && number.to_string() == *port);
    let named = endpoint::port(parts.endpoints.first()?);
    (number.is_none() || named.is_some_and(|named| named != *port)).then_some("connection string")
}

/// Blank space or a line end stands around the whole or for a segment.
pub fn blanks_around(case: &Case) -> bool {
    let around = case.call.args.connection_string.as_ref().is_some_and(|text| text.trim() != text);
    around || parts(case).is_some_and(|parts| parts.blank > 0)
}

/// There are names that mean nothing for endpoint and key.
pub fn further_names(case: &Case) -> bool {
    parts(case).is_some_and(|parts| !parts.further.is_empty())
}
