//! The body of the two operations that change many memberships at once.

use crate::{BuildError, Filter, validate};
use alloc::format;
use alloc::string::String;
use bytes::Bytes;
use serde::Serialize;

#[derive(Serialize)]
struct Body<'a> {
    groups: &'a [String],
    #[serde(skip_serializing_if = "Option::is_none")]
    filter: Option<&'a str>,
}

pub(super) fn body(groups: &[String], filter: Option<&Filter>) -> Result<Bytes, BuildError> {
    if groups.is_empty() {
        return Err(BuildError::new("groups", "must name at least one group"));
    }
    groups.iter().try_for_each(|group| validate::group(group))?;
    filter.map_or(Ok(()), Filter::validate)?;
    let body = Body { groups, filter: filter.map(Filter::as_str) };
    let json = serde_json::to_vec(&body);
    json.map(Bytes::from).map_err(|error| BuildError::new("groups", format!("cannot be serialized as JSON: {error}")))
}
