//! The characters that a text means, however they are written.

use alloc::vec::Vec;

/// A text in small letters.
pub(super) struct Plain {
    pub(super) bytes: Vec<u8>,
    /// Where in the text each byte begins, and the text's end.
    starts: Vec<usize>,
}

impl Plain {
    /// As it is written.
    pub(super) fn literal(text: &[u8]) -> Self {
        Self { bytes: text.to_ascii_lowercase(), starts: (0..=text.len()).collect() }
    }

    /// Whether there may be percent-encoding, or escapes of JSON or HTML.
    pub(super) fn has_escapes(text: &[u8]) -> bool {
        text.iter().any(|byte| b"%\\&".contains(byte))
    }

    /// As it is meant, without these.
    pub(super) fn of(text: &[u8]) -> Self {
        let mut plain = Self { bytes: Vec::with_capacity(text.len()), starts: Vec::with_capacity(text.len() + 1) };
        let mut at = 0;
        while at < text.len() {
            let (byte, length) = escape(&text[at..]).unwrap_or((text[at], 1));
            plain.bytes.push(byte.to_ascii_lowercase());
            plain.starts.push(at);
            at += length;
        }
        plain.starts.push(at);
        plain
    }

    /// Where in the text this byte begins.
    pub(super) fn start(&self, at: usize) -> usize {
        self.starts[at]
    }
}

/// The byte that an escape at the start of the text means, and the escape's length.
fn escape(text: &[u8]) -> Option<(u8, usize)> {
    match text[0] {
        b'%' => Some((number(text.get(1..3)?, 16)?, 3)),
        b'\\' => {
            // JSON in a string of JSON doubles them.
            let marks = text.iter().take_while(|byte| **byte == b'\\').count();
            let digits = text.get(marks + 1..marks + 5).filter(|_| text[marks] == b'u');
            match digits.and_then(|digits| number(digits, 16)) {
                Some(byte) => Some((byte, marks + 5)),
                None => Some(text.get(marks).map_or((b'\\', marks), |byte| (*byte, marks + 1))),
            }
        }
        b'&' => {
            let end = text.iter().take(8).position(|byte| *byte == b';')?;
            let byte = match &text[1..end] {
                b"amp" => b'&',
                b"lt" => b'<',
                b"gt" => b'>',
                b"quot" => b'"',
                [b'#', b'x' | b'X', digits @ ..] => number(digits, 16)?,
                [b'#', digits @ ..] => number(digits, 10)?,
                _ => return None,
            };
            Some((byte, end + 1))
        }
        _ => None,
    }
}

fn number(digits: &[u8], radix: u32) -> Option<u8> {
    let digits = core::str::from_utf8(digits).ok().filter(|digits| !digits.starts_with('+'))?;
    u8::from_str_radix(digits, radix).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn escapes() {
        for (text, plain) in [
            ("", ""),
            ("aB%2e%2E%", "ab..%"),
            ("%2", "%2"),
            ("%zz%+1", "%zz%+1"),
            (r"\u002b\\u002B\/\", r"++/\"),
            (r"\u12zz\u0100\\", "u12zzu0100\\"),
            ("&amp;&#43;&#x2B;&quot;&lt;&gt;&", "&++\"<>&"),
            ("&nbsp;&#300;&#x;&thorough;", "&nbsp;&#300;&#x;&thorough;"),
        ] {
            let read = Plain::of(text.as_bytes());
            assert_eq!(read.bytes, plain.as_bytes(), "{text}");
            assert_eq!((read.starts.len(), read.start(plain.len())), (plain.len() + 1, text.len()));
        }
    }

    proptest! {
        #[test]
        fn anything(text in "([%\\\\&#xu;+0-9a]|\\PC){0,30}") {
            let plain = Plain::of(text.as_bytes());
            prop_assert!(plain.starts.is_sorted() && plain.starts.last() == Some(&text.len()));
        }
    }
}
