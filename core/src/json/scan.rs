//! Where a JSON value ends, by RFC 8259. Not recursive: the depth is the sender's to choose.

use super::Json;
use alloc::vec::Vec;

/// Whether the text is one JSON value and nothing else; if not, where the first byte is that cannot stand there.
pub(crate) fn check(text: &[u8]) -> Result<(), usize> {
    let text = core::str::from_utf8(text).map_err(|error| error.valid_up_to())?;
    let mut scanner = Scanner::new(text);
    let good = scanner.skip();
    if good {
        scanner.whitespace();
    }
    if good && scanner.at == text.len() { Ok(()) } else { Err(scanner.at) }
}

pub(super) struct Scanner<'a> {
    text: &'a str,
    at: usize,
}

impl<'a> Scanner<'a> {
    pub(super) fn new(text: &'a str) -> Self {
        Self { text, at: 0 }
    }

    /// The next value.
    pub(super) fn value(&mut self) -> Option<Json<'a>> {
        self.whitespace();
        let begin = self.at;
        let good = self.skip();
        self.text.get(begin..self.at).filter(|_| good).map(Json::of)
    }

    /// The byte, with whitespace before it, if it is next.
    pub(super) fn eat(&mut self, byte: u8) -> bool {
        self.whitespace();
        self.take(byte)
    }

    /// Goes behind the next value.
    fn skip(&mut self) -> bool {
        // The brackets that are still to come.
        let mut open = Vec::new();
        loop {
            self.whitespace();
            let whole = match self.peek() {
                bracket @ (b'{' | b'[') => {
                    self.at += 1;
                    // In ASCII each closing bracket stands two behind its opening one.
                    let close = bracket + 2;
                    if !self.eat(close) {
                        open.push(close);
                        if close == b'}' && !self.key() {
                            return false;
                        }
                        continue;
                    }
                    true
                }
                b'"' => self.string(),
                b't' => self.word(b"true"),
                b'f' => self.word(b"false"),
                b'n' => self.word(b"null"),
                _ => self.number(),
            };
            if !whole {
                return false;
            }
            loop {
                let Some(&close) = open.last() else { return true };
                if self.eat(close) {
                    open.pop();
                } else if self.take(b',') && (close == b']' || self.key()) {
                    break;
                } else {
                    return false;
                }
            }
        }
    }

    fn key(&mut self) -> bool {
        self.whitespace();
        self.string() && self.eat(b':')
    }

    fn string(&mut self) -> bool {
        let mut more = self.take(b'"');
        while more {
            self.take_while(|byte| byte >= b' ' && byte != b'"' && byte != b'\\');
            if self.take(b'"') {
                return true;
            }
            more = self.take(b'\\')
                && if self.take(b'u') {
                    (0..4).all(|_| self.take_if(|byte| byte.is_ascii_hexdigit()))
                } else {
                    self.take_if(|byte| b"\"\\/bfnrt".contains(&byte))
                };
        }
        false
    }

    fn number(&mut self) -> bool {
        self.take(b'-');
        let whole = self.take(b'0') || self.digits();
        let part = whole && (!self.take(b'.') || self.digits());
        part && (!self.take_if(|byte| byte | 0x20 == b'e') || {
            self.take_if(|byte| byte == b'+' || byte == b'-');
            self.digits()
        })
    }

    fn digits(&mut self) -> bool {
        self.take_while(|byte| byte.is_ascii_digit()) > 0
    }

    fn word(&mut self, word: &[u8]) -> bool {
        word.iter().all(|byte| self.take(*byte))
    }

    fn whitespace(&mut self) {
        self.take_while(|byte| b" \t\r\n".contains(&byte));
    }

    fn take_while(&mut self, legal: impl Fn(u8) -> bool) -> usize {
        let begin = self.at;
        while self.take_if(&legal) {}
        self.at - begin
    }

    fn take(&mut self, byte: u8) -> bool {
        self.take_if(|next| next == byte)
    }

    fn take_if(&mut self, legal: impl Fn(u8) -> bool) -> bool {
        let is = self.text.as_bytes().get(self.at).is_some_and(|byte| legal(*byte));
        self.at += usize::from(is);
        is
    }

    /// The next byte; 0, which begins nothing, at the end.
    fn peek(&self) -> u8 {
        self.text.as_bytes().get(self.at).copied().unwrap_or(0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use serde::de::IgnoredAny;

    #[test]
    fn the_first_wrong_byte_is_named() {
        for (text, at) in [
            ("", 0),
            ("{} x", 3),
            (r#"{"a" 1}"#, 5),
            ("[1,]", 3),
            ("[01]", 2),
            ("1.", 2),
            ("1e+", 3),
            ("-", 1),
            ("trux", 3),
            ("\"a\nb\"", 2),
            (r#""\x""#, 2),
            (r#""\u12g4""#, 5),
            ("[1", 2),
            (r#"{"a":1,}"#, 7),
        ] {
            assert_eq!(check(text.as_bytes()), Err(at), "{text}");
        }
        assert_eq!(check(b"\"a\xff\""), Err(2));
        assert_eq!(check("[".repeat(100_000).as_bytes()), Err(100_000));
    }

    proptest! {
        /// The same texts are JSON as for serde.
        #[test]
        fn as_serde_says(text in "([\\[\\]{},:\"\\\\ 0-9eE.+\\-]|true|null|fals|\\\\u00e9|\"\"|\"a\":|\\PC){0,12}") {
            let serde = serde_json::from_str::<IgnoredAny>(&text);
            prop_assert_eq!(check(text.as_bytes()).is_ok(), serde.is_ok(), "{:?}", serde);
        }

        #[test]
        fn bytes_as_well(text in prop::collection::vec(any::<u8>(), 0..12)) {
            prop_assert_eq!(check(&text).is_ok(), serde_json::from_slice::<serde_json::Value>(&text).is_ok());
        }
    }
}
