//! Who may publish.

/// Whether the header shows the worker's token. Compares in the same time wherever the first difference is.
pub(crate) fn is_shown(header: Option<&str>, token: Option<&str>) -> bool {
    let (Some(header), Some(token)) = (header, token) else { return false };
    let shown = header.strip_prefix("Bearer ").unwrap_or_default();
    let differences = shown.bytes().zip(token.bytes()).fold(0, |found, (shown, token)| found | (shown ^ token));
    !token.is_empty() && shown.len() == token.len() && differences == 0
}

#[cfg(test)]
mod tests {
    use super::is_shown;

    #[test]
    fn only_the_token_itself() {
        assert!(is_shown(Some("Bearer open"), Some("open")));
        for header in [
            None,
            Some(""),
            Some("open"),
            Some("Bearer "),
            Some("Bearer ope"),
            Some("Bearer opens"),
            Some("Bearer 0pen"),
        ] {
            assert!(!is_shown(header, Some("open")), "{header:?}");
        }
    }

    #[test]
    fn nobody_without_a_token() {
        for header in [None, Some("Bearer "), Some("Bearer open")] {
            assert!(!is_shown(header, None));
            assert!(!is_shown(header, Some("")));
        }
    }
}
