//! Validation of names.

/// A letter, then letters, digits and a few other characters; 128 at most.
pub(crate) fn is_hub(name: &str) -> bool {
    let mut bytes = name.bytes();
    bytes.next().is_some_and(|first| first.is_ascii_alphabetic())
        && name.len() <= 128
        && bytes.all(|b| b.is_ascii_alphanumeric() || b"_`,.[]".contains(&b))
}

/// 1 to 1024 characters, not only whitespace.
pub(crate) fn is_group(name: &str) -> bool {
    !name.trim().is_empty() && name.chars().count() <= 1024
}

/// A letter, then letters, digits and a few other characters; 128 at most.
pub(crate) fn is_event(name: &str) -> bool {
    let mut bytes = name.bytes();
    bytes.next().is_some_and(|first| first.is_ascii_alphabetic())
        && name.len() <= 128
        && bytes.all(|b| b.is_ascii_alphanumeric() || b"_.-".contains(&b))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hubs() {
        for good in ["a", "Chat", "a1_`,.[]", &"h".repeat(128)] {
            assert!(is_hub(good), "{good}");
        }
        for bad in ["", "1a", "_a", "a-b", "a b", "é", "aé", &"h".repeat(129)] {
            assert!(!is_hub(bad), "{bad}");
        }
    }

    #[test]
    fn events() {
        for good in ["a", "Event_1.x-y", &"e".repeat(128)] {
            assert!(is_event(good), "{good}");
        }
        for bad in ["", "1", "_a", "a b", "a/b", "é", &"e".repeat(129)] {
            assert!(!is_event(bad), "{bad}");
        }
    }

    #[test]
    fn groups() {
        for good in ["a", " a ", "*", "a/b", &"é".repeat(1024)] {
            assert!(is_group(good), "{good}");
        }
        for bad in ["", "  ", "\u{a0}\t", &"g".repeat(1025)] {
            assert!(!is_group(bad), "{bad:?}");
        }
    }
}
