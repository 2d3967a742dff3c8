//! Which user events a handler receives.

/// `*`, one name, or several separated by commas; whitespace around them and case are ignored.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Pattern(Vec<String>);

impl Pattern {
    pub(super) fn new(text: &str) -> Self {
        Self(text.split(',').map(str::trim).filter(|name| !name.is_empty()).map(str::to_owned).collect())
    }

    pub(super) fn matches(&self, event: &str) -> bool {
        self.0.iter().any(|name| name == "*" || name.eq_ignore_ascii_case(event))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_lists() {
        for (pattern, event, expected) in [
            ("*", "message", true),
            (" * ", "message", true),
            ("message", "Message", true),
            ("MESSAGE", "message", true),
            ("a, message ,b", "message", true),
            ("a,*", "message", true),
            ("message", "message2", false),
            ("mess*", "message", false),
            ("a,b", "message", false),
            ("", "message", false),
            (" , ", "message", false),
        ] {
            assert_eq!(Pattern::new(pattern).matches(event), expected, "{pattern:?} {event}");
        }
    }
}
