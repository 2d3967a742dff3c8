//! Text that somebody else wrote, on its way to a reader: cut and escaped.

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

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::format;
    use proptest::prelude::*;

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
    }
}
