//! JSON of others: an error's body, which nobody promised and which is read as far as it is understood, and an event's.
//!
//! Not by serde: a field of the wrong kind spoils itself and not the rest, and an edge worker is spared serde's numbers
//! and words, which are several times the code of all this.

mod scan;

pub(crate) use scan::check;

use alloc::string::String;
use scan::Scanner;

/// Longer bodies are not looked into.
const LIMIT: usize = 65_536;

/// The text of one JSON value; empty for what is none, and for a field that is not there.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) struct Json<'a>(&'a str);

impl<'a> Json<'a> {
    pub(crate) fn read(body: &'a [u8]) -> Self {
        let text = Some(body).filter(|body| body.len() <= LIMIT && check(body).is_ok());
        text.and_then(|body| core::str::from_utf8(body).ok())
            .and_then(|text| Scanner::new(text).value())
            .unwrap_or_default()
    }

    /// The whole text, however long; `None` if it is not JSON.
    pub(crate) fn parse(text: &'a [u8]) -> Option<Self> {
        check(text).ok()?;
        Scanner::new(core::str::from_utf8(text).ok()?).value()
    }

    pub(super) fn of(text: &'a str) -> Self {
        Self(text)
    }

    /// A field of an object; of several with one name, the first.
    pub(crate) fn field(self, name: &str) -> Self {
        let mut scanner = Scanner::new(self.0);
        let mut more = scanner.eat(b'{');
        while more {
            let found = scanner.value().and_then(Self::text).is_some_and(|key| key == name);
            scanner.eat(b':');
            let value = scanner.value();
            if found {
                return value.unwrap_or_default();
            }
            more = scanner.eat(b',');
        }
        Self::default()
    }

    /// The fields of an object, in order.
    pub(crate) fn fields(self) -> impl Iterator<Item = (String, Self)> {
        let mut scanner = Scanner::new(self.0);
        let mut more = scanner.eat(b'{');
        core::iter::from_fn(move || {
            let name = if more { scanner.value()?.text()? } else { return None };
            scanner.eat(b':');
            let value = scanner.value()?;
            more = scanner.eat(b',');
            Some((name, value))
        })
    }

    /// The items of a list, in order.
    pub(crate) fn items(self) -> impl Iterator<Item = Self> {
        let mut scanner = Scanner::new(self.0);
        let mut more = scanner.eat(b'[');
        core::iter::from_fn(move || {
            let item = if more { scanner.value()? } else { return None };
            more = scanner.eat(b',');
            Some(item)
        })
    }

    /// The first item of a list.
    #[cfg(feature = "error-details")]
    pub(crate) fn first(self) -> Self {
        let mut scanner = Scanner::new(self.0);
        if scanner.eat(b'[') { scanner.value().unwrap_or_default() } else { Self::default() }
    }

    pub(crate) fn is_object(self) -> bool {
        self.0.starts_with('{')
    }

    pub(crate) fn number(self) -> Option<u64> {
        self.0.parse().ok()
    }

    pub(crate) fn boolean(self) -> Option<bool> {
        self.0.parse().ok()
    }

    /// What a string says.
    pub(crate) fn text(self) -> Option<String> {
        let mut rest = self.0.strip_prefix('"')?.strip_suffix('"')?;
        let mut text = String::with_capacity(rest.len());
        while let Some((plain, escape)) = rest.split_once('\\') {
            text.push_str(plain);
            rest = escape.get(1..)?;
            text.push(match escape.as_bytes()[0] {
                b'b' => '\u{8}',
                b'f' => '\u{c}',
                b'n' => '\n',
                b'r' => '\r',
                b't' => '\t',
                b'u' => character(&mut rest),
                itself => char::from(itself),
            });
        }
        text.push_str(rest);
        Some(text)
    }
}

/// What stands behind `\u`, together with the second half of a pair.
fn character(rest: &mut &str) -> char {
    let first = unit(rest);
    if let (0xd800..0xdc00, Some(mut behind)) = (first, rest.strip_prefix("\\u"))
        && let second @ 0xdc00..0xe000 = unit(&mut behind)
    {
        *rest = behind;
        return char::from_u32(0x1_0000 + ((first - 0xd800) << 10) + (second - 0xdc00)).unwrap_or_default();
    }
    char::from_u32(first).unwrap_or(char::REPLACEMENT_CHARACTER)
}

fn unit(rest: &mut &str) -> u32 {
    let (digits, behind) = rest.split_at_checked(4).unwrap_or_default();
    *rest = behind;
    u32::from_str_radix(digits, 16).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::format;
    use proptest::prelude::*;
    use serde_json::Value;

    #[test]
    fn what_is_understood() {
        let json = Json::read(br#" {"a":"\u00e9","b" : [7,-1],"a":"second","c":null,"d":{"e":"f"},"\u0067":8} "#);
        assert_eq!(json.field("a").text().as_deref(), Some("é"));
        assert_eq!((json.field("b").first().number(), json.field("g").number()), (Some(7), Some(8)));
        assert_eq!((json.field("c"), json.field("x")), (Json("null"), Json("")));
        assert_eq!(json.field("d").field("e").text().as_deref(), Some("f"));
        assert!(json.is_object() && !json.field("b").is_object());
        assert_eq!((json.text(), json.number(), json.first()), (None, None, Json("")));
        assert_eq!(
            Json::read(br#""\ud83d\ude00 \ud83d \ude00 \ud83d\u0041""#).text().as_deref(),
            Some("😀 \u{fffd} \u{fffd} \u{fffd}A")
        );
    }

    #[test]
    fn fields_and_items() {
        let json = Json::parse(br#" { "a" : [ 1 , "x" , [] ] , "b\u0021" : true , "a" : {} } "#).expect("JSON");
        let fields: alloc::vec::Vec<_> = json.fields().collect();
        assert_eq!(fields.iter().map(|(name, _)| &**name).collect::<alloc::vec::Vec<_>>(), ["a", "b!", "a"]);
        assert_eq!(fields[0].1.items().map(|item| item.0).collect::<alloc::vec::Vec<_>>(), ["1", "\"x\"", "[]"]);
        assert_eq!((fields[1].1.boolean(), fields[2].1.fields().count(), json.items().count()), (Some(true), 0, 0));
        assert_eq!(fields[0].1.fields().count() + Json::default().items().count(), 0);
        assert!(Json::parse(b"").is_none() && Json::parse(b"{").is_none() && Json::parse(b"\xff").is_none());
        assert!(Json::parse(format!("[{}]", " ".repeat(LIMIT)).as_bytes()).is_some());
    }

    #[test]
    fn halves_of_pairs() {
        for (escapes, text) in [
            (r"\ud800\udc00", "\u{10000}"),
            (r"\udbff\udfff", "\u{10ffff}"),
            (r"\ud7ff\ue000", "\u{d7ff}\u{e000}"),
            (r"\ud800\udbff", "\u{fffd}\u{fffd}"),
            (r"\udbff\ue000", "\u{fffd}\u{e000}"),
            (r"\udc00\ud800", "\u{fffd}\u{fffd}"),
            (r"\ud800\n", "\u{fffd}\n"),
        ] {
            assert_eq!(Json::read(format!("\"{escapes}\"").as_bytes()).text().as_deref(), Some(text), "{escapes}");
        }
    }

    #[test]
    fn what_is_not() {
        let long = format!("[{}]", " ".repeat(LIMIT));
        for text in ["", "{", "<html>", "{}{}", r#"{"a":}"#, &"[".repeat(100_000), &long, r#""\"#, r#""\u12"#] {
            assert_eq!(Json::read(text.as_bytes()), Json(""), "{}", text.len());
        }
        assert_eq!(Json::read(b"\"\xff\""), Json(""));
    }

    proptest! {
        /// Strings are read as serde reads them.
        #[test]
        fn strings(text in "\\PC*|(\\\\|\"|/|b|n|u0041|\\\\u00e9|\\\\ud83d\\\\ude00|[\u{0}-\u{20}])*") {
            let written = serde_json::to_string(&text).unwrap();
            prop_assert_eq!(Json::read(written.as_bytes()).text(), Some(text.clone()));
            let raw = format!("\"{text}\"");
            if let Ok(read) = serde_json::from_str::<String>(&raw) {
                prop_assert_eq!(Json::read(raw.as_bytes()).text(), Some(read));
            }
        }

        /// And so are fields.
        #[test]
        fn fields(keys in prop::collection::vec("[ab\"\\\\]{0,2}", 0..4), wanted in "[ab\"\\\\]{0,2}") {
            let fields: alloc::vec::Vec<String> =
                keys.iter().enumerate().map(|(at, key)| format!("{}: {at}", Value::from(key.as_str()))).collect();
            let text = format!("{{ {} }}", fields.join(" ,"));
            let first = keys.iter().position(|key| *key == wanted).map(|at| at as u64);
            prop_assert_eq!(Json::read(text.as_bytes()).field(&wanted).number(), first);
        }
    }
}
