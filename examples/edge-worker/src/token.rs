//! The token that permits publishing.

/// Whether the header has the worker's token. The comparison takes the same time wherever the first difference is.
pub(crate) fn is_valid(header: Option<&str>, token: Option<&str>) -> bool {
    let (Some(header), Some(token)) = (header, token) else { return false };
    let given = header.strip_prefix("Bearer ").unwrap_or_default();
    let differences = given.bytes().zip(token.bytes()).fold(0, |found, (given, token)| found | (given ^ token));
    !token.is_empty() && given.len() == token.len() && differences == 0
}

#[cfg(test)]
mod tests {
    use super::is_valid;

    #[test]
    fn only_the_token_is_valid() {
        assert!(is_valid(Some("Bearer open"), Some("open")));
        for header in [
            None,
            Some(""),
            Some("open"),
            Some("Bearer "),
            Some("Bearer ope"),
            Some("Bearer opens"),
            Some("Bearer 0pen"),
        ] {
            assert!(!is_valid(header, Some("open")), "{header:?}");
        }
    }

    #[test]
    fn nothing_is_valid_without_a_token() {
        for header in [None, Some("Bearer "), Some("Bearer open")] {
            assert!(!is_valid(header, None));
            assert!(!is_valid(header, Some("")));
        }
    }
}
