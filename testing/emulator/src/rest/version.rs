//! `api-version`: one of five; the newest if absent.

use http::HeaderName;

use super::error::Rejection;
use crate::server::Query;

pub(super) const SUPPORTED_HEADER: HeaderName = HeaderName::from_static("api-supported-versions");
pub(super) const SUPPORTED: &str = "2021-10-01, 2022-11-01, 2023-07-01, 2024-01-01, 2024-12-01";

/// Rejects a version that is unknown, given twice, or older than the operation.
pub(super) fn check(query: &Query, since: &str) -> Result<(), Rejection> {
    let mut versions = query.all("api-version");
    let Some(version) = versions.next() else {
        return Ok(());
    };
    if versions.next().is_some() {
        return Err(Rejection::bad_request("api-version", "The api-version is specified more than once."));
    }
    if !SUPPORTED.split(", ").any(|known| known == version) {
        return Err(Rejection::bad_request("api-version", "The api-version is not supported."));
    }
    // Dates of this form sort as text.
    if version < since {
        return Err(Rejection::bad_request("api-version", "The operation does not exist in this api-version."));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions() {
        let check = |query: &str| check(&Query::parse(query), "2022-11-01").is_ok();
        assert!(check("") && check("api-version=2022-11-01") && check("API-Version=2024-12-01"));
        for bad in ["2021-10-01", "2024-12-02", "", "2024-12-01&api-version=2024-12-01", "2024-01-01, 2024-12-01"] {
            assert!(!check(&format!("api-version={bad}")), "{bad}");
        }
    }
}
