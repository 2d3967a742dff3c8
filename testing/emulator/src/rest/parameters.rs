//! Query parameters of several operations.

use super::error::Rejection;
use crate::filter::Filter;
use crate::server::Query;

/// The filter, if there is one that is not empty.
pub(super) fn filter(text: Option<&str>) -> Result<Option<Filter>, Rejection> {
    let Some(text) = text.filter(|text| !text.is_empty()) else { return Ok(None) };
    Filter::parse(text).map(Some).map_err(|invalid| Rejection::bad_request("filter", invalid.to_string()))
}

/// A number of digits only, given once, and within bounds.
pub(super) fn number(query: &Query, name: &'static str, min: u32, max: u32) -> Result<Option<u32>, Rejection> {
    let mut values = query.all(name);
    let Some(value) = values.next() else { return Ok(None) };
    let digits = !value.is_empty() && value.bytes().all(|byte| byte.is_ascii_digit());
    value
        .parse()
        .ok()
        .filter(|number| digits && values.next().is_none() && (min..=max).contains(number))
        .map(Some)
        .ok_or_else(|| Rejection::bad_request(name, format!("Invalid {name}.")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers() {
        let read = |query| number(&Query::parse(query), "top", 1, 200).ok();
        assert_eq!(read(""), Some(None));
        assert_eq!(read("top=1"), Some(Some(1)));
        assert_eq!(read("TOP=0200"), Some(Some(200)));
        for bad in
            ["top=", "top=0", "top=201", "top=-1", "top=%2B1", "top=1.0", "top=x", "top=1&top=1", "top=99999999999"]
        {
            assert_eq!(read(bad), None, "{bad}");
        }
    }
}
