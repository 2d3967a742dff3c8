//! Text that somebody else wrote, on its way to a reader: without secrets, cut, and escaped.

use alloc::vec::Vec;
use core::fmt;
use core::fmt::Write;

/// So many bytes of each text of the service an error prints.
pub(crate) const MAX_PRINTED: usize = 400;

/// Prints a text in one line: at most so many bytes, and characters that are not seen as `\n` or `\u{202e}`. So a text
/// can neither forge a line of a log nor change how the rest of it reads.
pub(crate) struct Printable<'a>(pub(crate) &'a str, pub(crate) usize);

impl fmt::Display for Printable<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut left = self.1;
        for character in self.0.chars() {
            let escaped = is_unseen(character);
            // No escape is longer than `\u{10ffff}`.
            let bytes = if escaped { 10 } else { character.len_utf8() };
            if bytes > left {
                return f.write_char('…');
            }
            left -= bytes;
            if escaped {
                write!(f, "{}", character.escape_default())?;
            } else {
                f.write_char(character)?;
            }
        }
        Ok(())
    }
}

/// Controls, separators of lines, and what Unicode calls format or default-ignorable: it has no shape of its own, and some
/// of it reorders or hides what stands beside.
fn is_unseen(character: char) -> bool {
    character.is_control()
        || matches!(character,
            '\u{ad}' | '\u{34f}' | '\u{600}'..='\u{605}' | '\u{61c}' | '\u{6dd}' | '\u{70f}' | '\u{890}' | '\u{891}'
            | '\u{8e2}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}' | '\u{180b}'..='\u{180f}'
            | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{3164}'
            | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{ffa0}' | '\u{fff0}'..='\u{fffb}' | '\u{110bd}' | '\u{110cd}'
            | '\u{13430}'..='\u{1343f}' | '\u{1bca0}'..='\u{1bca3}' | '\u{1d173}'..='\u{1d17a}'
            | '\u{e0000}'..='\u{e0fff}')
}

/// The text with `[secret]` in place of `secret`, if that is not empty, and of whatever looks like a JSON Web Token.
/// Nothing if there is nothing to hide. What is UTF-8 stays so.
pub(crate) fn without_secrets(text: &[u8], secret: &[u8]) -> Option<Vec<u8>> {
    let (mut clean, mut copied, mut at) = (Vec::new(), 0, 0);
    while at < text.len() {
        let hidden = secret_at_start(&text[at..], secret);
        if hidden > 0 {
            clean.extend_from_slice(&text[copied..at]);
            clean.extend_from_slice(b"[secret]");
            copied = at + hidden;
        }
        at += hidden.max(1);
    }
    clean.extend_from_slice(text.get(copied..).filter(|_| copied > 0)?);
    Some(clean)
}

/// How many bytes the secret has with which the text begins, and the word `Bearer` before it.
fn secret_at_start(text: &[u8], secret: &[u8]) -> usize {
    let alone = bare_secret_at_start(text, secret);
    match text.strip_prefix(b"Bearer ").map(|rest| bare_secret_at_start(rest, secret)) {
        Some(bytes @ 1..) => alone.max(7 + bytes),
        _ => alone,
    }
}

fn bare_secret_at_start(text: &[u8], secret: &[u8]) -> usize {
    let known = if text.starts_with(secret) { secret.len() } else { 0 };
    // `{"` begins each token, encoded.
    if !text.starts_with(b"eyJ") {
        return known;
    }
    let legal = |byte: &u8| byte.is_ascii_alphanumeric() || b"-_.~+=".contains(byte);
    let token = text.iter().position(|byte| !legal(byte)).unwrap_or(text.len());
    let parts = text[..token].split(|byte| *byte == b'.').count();
    // The head of a token that somebody cut counts, too.
    if token < 20 && parts < 3 { known } else { known.max(token) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::format;
    use alloc::string::String;
    use proptest::prelude::*;

    fn hidden(text: &str, secret: &str) -> String {
        let clean = without_secrets(text.as_bytes(), secret.as_bytes());
        clean.map_or_else(|| text.into(), |clean| String::from_utf8(clean).expect("UTF-8"))
    }

    #[test]
    fn secrets_are_hidden() {
        const TOKEN: &str =
            "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJhdWQiOiJodHRwOi8vaC9hcGkiLCJleHAiOjYwfQ.4qGYq2woqM7W-_c";
        for (text, secret, clean) in [
            ("", "", ""),
            ("a", "", "a"),
            ("token-1", "token-1", "[secret]"),
            ("Bearer token-1, Bearer x", "token-1", "[secret], Bearer x"),
            ("Bearer token-1", "Bearer token-1", "[secret]"),
            ("é token-1token-1 token- é", "token-1", "é [secret][secret] token- é"),
            ("eyJhbGciOi.eyJhdWQi.c2ln!", "", "[secret]!"),
            ("<b>eyJa.eyJb.c</b>é", "", "<b>[secret]</b>é"),
            ("eyJhbGciOi.eyJhdWQi.c2ln==~tail/x", "", "[secret]/x"),
            ("eyJohn-12345 said \"eyJ\"", "", "eyJohn-12345 said \"eyJ\""),
            ("eyJhbGciOi.eyJhdWQi.c2ln~tail", "eyJhbGciOi.eyJhdWQi.c2ln~tail", "[secret]"),
        ] {
            assert_eq!(hidden(text, secret), clean, "{text}");
        }
        for end in [TOKEN.len(), 60, 30] {
            assert_eq!(hidden(&format!("Bearer {} x", &TOKEN[..end]), ""), "[secret] x");
        }
    }

    #[test]
    fn what_is_not_seen_is_escaped() {
        for (text, shown) in [
            ("plain: é 日本語 🎈 \\ \"'", "plain: é 日本語 🎈 \\ \"'"),
            ("a\r\n2026 forged\tb\0\u{1b}[31m", r"a\r\n2026 forged\tb\u{0}\u{1b}[31m"),
            ("\u{85}\u{2028}\u{2029}", r"\u{85}\u{2028}\u{2029}"),
            (
                "\u{202e}gpj\u{202c} \u{2066}x\u{2069} \u{61c}\u{200f}",
                r"\u{202e}gpj\u{202c} \u{2066}x\u{2069} \u{61c}\u{200f}",
            ),
            ("a\u{200b}\u{200d}\u{2060}\u{feff}\u{ad}b", r"a\u{200b}\u{200d}\u{2060}\u{feff}\u{ad}b"),
            ("\u{e0041}\u{fe0f}\u{3164}\u{fffd}", "\\u{e0041}\\u{fe0f}\\u{3164}\u{fffd}"),
        ] {
            assert_eq!(format!("{}", Printable(text, MAX_PRINTED)), shown);
        }
    }

    proptest! {
        #[test]
        fn printed_is_short_and_one_line(text in "\\PC*|[\u{0}-\u{ff}\u{2000}-\u{2070}]*", max in 0_usize..60) {
            let shown = format!("{}", Printable(&text, max));
            prop_assert!(shown.len() <= max + '…'.len_utf8());
            prop_assert!(!shown.chars().any(is_unseen));
        }

        #[test]
        fn a_secret_does_not_come_back(before in "\\PC{0,9}", after in "\\PC{0,9}", secret in "[a-z.]{3,9}") {
            let clean = hidden(&format!("{before}{secret}{after}{secret}"), &secret);
            prop_assert!(!clean.contains(&secret) || "[secret]".contains(&secret), "{clean}");
        }
    }
}
