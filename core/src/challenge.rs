//! `WWW-Authenticate`: why a request is not authorized (RFC 9110 section 11.6.1, RFC 6750 section 3).

use alloc::string::String;

/// Whether a header's challenges say why.
pub(crate) fn has_reason(challenges: &str) -> bool {
    ["error", "error_description"].iter().any(|name| parameter(challenges, name).is_some())
}

/// The value of the first parameter of this name in a header's challenges: `Bearer realm="", error="invalid_token"`.
pub(crate) fn parameter(challenges: &str, name: &str) -> Option<String> {
    let mut rest = challenges;
    while let Some((before, after)) = rest.split_once('=') {
        // The name of a scheme can stand before the first.
        let given = before.trim_end().rsplit([' ', '\t', ',']).next().unwrap_or_default();
        let (value, behind) = value(after.trim_start());
        if given.eq_ignore_ascii_case(name) {
            return Some(value);
        }
        rest = behind;
    }
    None
}

/// A token or a quoted string, and what is behind it. One whose end is missing is what there is.
fn value(text: &str) -> (String, &str) {
    let Some(quoted) = text.strip_prefix('"') else {
        let end = text.find([' ', '\t', ',']).unwrap_or(text.len());
        return (text[..end].into(), &text[end..]);
    };
    let mut value = String::new();
    let mut characters = quoted.chars();
    while let Some(character) = characters.next() {
        match character {
            '"' => break,
            '\\' => value.extend(characters.next()),
            plain => value.push(plain),
        }
    }
    (value, characters.as_str())
}

#[cfg(test)]
mod tests {
    use super::parameter;
    use proptest::prelude::*;

    #[test]
    fn parameters() {
        let bearer = r#"Bearer authorization_uri="https://x/?error=no", error="invalid_token", error_description="a, b=\"c\" \\ d""#;
        for (challenges, name, value) in [
            (bearer, "error", Some("invalid_token")),
            (bearer, "error_description", Some(r#"a, b="c" \ d"#)),
            (bearer, "authorization_uri", Some("https://x/?error=no")),
            (bearer, "b", None),
            ("Bearer ERROR = \"x\"", "error", Some("x")),
            ("Bearer error=invalid_token,error_description=late", "error_description", Some("late")),
            (r#"Basic realm="error=no", Bearer error="x""#, "error", Some("x")),
            ("Negotiate YII=, Bearer\terror=x", "error", Some("x")),
            (r#"Bearer error="cut off"#, "error", Some("cut off")),
            (r#"Bearer error="cut off\"#, "error", Some("cut off")),
            (r#"Bearer error="""#, "error", Some("")),
            (r#"Bearer my_error="no""#, "error", None),
            ("Bearer error", "error", None),
            ("Bearer", "error", None),
            ("", "error", None),
        ] {
            assert_eq!(parameter(challenges, name).as_deref(), value, "{challenges}");
        }
    }

    proptest! {
        /// What is quoted is read back, whatever stands beside it.
        #[test]
        fn quoted_values(before in "[^\"\\\\]{0,20}", value in "\\PC{0,20}", after in "\\PC{0,20}") {
            prop_assume!(!before.to_ascii_lowercase().contains("error"));
            let quoted = value.replace('\\', "\\\\").replace('"', "\\\"");
            let challenges = alloc::format!("Bearer a=\"{before}\", error=\"{quoted}\" {after}");
            prop_assert_eq!(parameter(&challenges, "error"), Some(value));
        }

        #[test]
        fn anything(challenges in "(\\PC|[=\",\\\\ ]|error)*") {
            let _ = parameter(&challenges, "error");
        }
    }
}
