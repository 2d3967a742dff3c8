//! The rules for names and numbers: the one place where they are written down.
//!
//! Facts from the REST specification 2024-12-01; `.` and `..` are rejected because no encoding keeps them from being
//! read as path segments.

use crate::BuildError;
use alloc::format;
use core::ops::RangeInclusive;

/// Hub: a letter, then up to 127 letters, digits or `` _ ` , . [ ] ``.
pub(crate) fn hub(name: &str) -> Result<(), BuildError> {
    let mut bytes = name.bytes();
    let first = bytes.next().is_some_and(|byte| byte.is_ascii_alphabetic());
    let rest = bytes.all(|byte| byte.is_ascii_alphanumeric() || b"_`,.[]".contains(&byte));
    if first && rest && name.len() <= 128 {
        return Ok(());
    }
    Err(BuildError::new("hub", "must be an ASCII letter followed by at most 127 letters, digits or any of _ ` , . [ ]"))
}

/// Group: 1 to 1,024 characters, not all whitespace.
pub(crate) fn group(name: &str) -> Result<(), BuildError> {
    group_text("group", name)?;
    segment("group", name)
}

fn group_text(field: &'static str, name: &str) -> Result<(), BuildError> {
    if name.len() > 1_024 && name.chars().count() > 1_024 {
        return Err(BuildError::new(field, "must have at most 1,024 characters"));
    }
    if name.trim().is_empty() {
        return Err(BuildError::new(field, "must not be empty or whitespace only"));
    }
    Ok(())
}

/// User or connection id: at least one character.
pub(crate) fn id(field: &'static str, id: &str) -> Result<(), BuildError> {
    text(field, id)?;
    segment(field, id)
}

/// Text that is a query value: only empty is wrong.
pub(crate) fn text(field: &'static str, text: &str) -> Result<(), BuildError> {
    if text.is_empty() {
        return Err(BuildError::new(field, "must not be empty"));
    }
    Ok(())
}

/// Key, secret or assertion: not empty, and without what a careless copy, a file or its reader leaves at its ends. A byte
/// order mark counts as a control character.
pub(crate) fn secret(field: &'static str, secret: &str) -> Result<(), BuildError> {
    text(field, secret)?;
    let padding = |end: Option<char>| end.is_some_and(is_padding);
    if padding(secret.chars().next()) || padding(secret.chars().next_back()) {
        return Err(BuildError::new(field, "must not begin or end with whitespace, quotes or control characters"));
    }
    Ok(())
}

fn is_padding(end: char) -> bool {
    end.is_whitespace()
        || end.is_control()
        || matches!(end, '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}')
        || is_quotation_mark(end)
}

/// Also those that a text processor writes.
pub(crate) fn is_quotation_mark(character: char) -> bool {
    matches!(character, '"' | '\'' | '`' | '«' | '»' | '‘'..='‟' | '＂')
}

/// A group as a query value, where `.` and `..` do no harm.
pub(crate) fn target_name(name: &str) -> Result<(), BuildError> {
    group_text("target_name", name)
}

fn segment(field: &'static str, name: &str) -> Result<(), BuildError> {
    let effect = match name {
        ".." => "would address the whole hub",
        "." => "would vanish from the path",
        _ => return Ok(()),
    };
    Err(BuildError::new(field, format!(r#""{name}" {effect} (path segments "." and ".." cannot be encoded)"#)))
}

/// A number within the service's bounds.
pub(crate) fn within(field: &'static str, value: i64, range: RangeInclusive<i64>) -> Result<(), BuildError> {
    if range.contains(&value) {
        return Ok(());
    }
    Err(BuildError::new(field, format!("must be {} to {}, is {value}", range.start(), range.end())))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hubs() {
        for name in ["a", "Chat", "a1_`,.[]", &"h".repeat(128)] {
            assert!(hub(name).is_ok(), "{name}");
        }
        for name in ["", "1hub", "né", "a/b", "a-b", "a b", "..", &"h".repeat(129)] {
            assert!(hub(name).is_err(), "{name}");
        }
    }

    #[test]
    fn secrets() {
        for value in ["k", "plain key with \"spaces\" é", "a'b", "-_~.", "日本"] {
            assert!(secret("key", value).is_ok(), "{value}");
        }
        for padding in [
            " ", "\t", "\n", "\r\n", "\0", "\u{a0}", "\u{feff}", "\u{200b}", "\u{2060}", "\"", "'", "`", "“", "’", "«",
            "＂",
        ] {
            assert!(secret("key", padding).is_err());
            for value in [format!("{padding}key"), format!("key{padding}"), format!("{padding}key{padding}")] {
                let error = secret("key", &value).expect_err(&value);
                assert_eq!(error.rule(), "must not begin or end with whitespace, quotes or control characters");
            }
        }
        assert_eq!(secret("key", "").expect_err("empty").rule(), "must not be empty");
    }

    #[test]
    fn groups_and_ids() {
        for name in ["g", " g ", "a/b", "...", ".a", &"é".repeat(1_024)] {
            assert!(group(name).is_ok(), "{name}");
        }
        for name in ["", "  ", "\u{3000}", ".", "..", &"é".repeat(1_025)] {
            assert!(group(name).is_err(), "{name}");
        }
        assert!(id("user_id", " ").is_ok());
        assert!(id("user_id", "").is_err());
        assert_eq!(
            alloc::string::ToString::to_string(&group("..").expect_err("rejected")),
            r#"group: ".." would address the whole hub (path segments "." and ".." cannot be encoded)"#
        );
    }
}
