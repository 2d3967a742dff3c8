use super::*;
use alloc::format;
use alloc::string::{String, ToString};
use proptest::prelude::*;

fn hidden(text: &str, secret: &str) -> String {
    let clean = Redaction::of(secret).apply(text.as_bytes());
    clean.map_or_else(|| text.into(), |clean| String::from_utf8(clean).expect("UTF-8"))
}

const TOKEN: &str = "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJhdWQiOiJodHRwOi8vaC9hcGkiLCJleHAiOjYwfQ.4qGYq2woqM7W-_c";

#[test]
fn secrets_are_hidden() {
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
        ("a%2Bb at 100% & more", "a+b", "[secret] at 100% & more"),
        ("the 100%25 or 100%2525, 10%", "100%25", "the [secret] or [secret], 10%"),
        ("%aab \\naab &#9aab;", "aab", "%[secret] \\n[secret] &#9[secret];"),
    ] {
        assert_eq!(hidden(text, secret), clean, "{text}");
    }
    for end in [TOKEN.len(), 60, 30] {
        assert_eq!(hidden(&format!("Bearer {} x", &TOKEN[..end]), ""), "[secret] x");
    }
}

/// One that has no form of its own.
const OPAQUE: &str = "0.AQ-opaque~token+with/signs==\"&<0123456789";

#[test]
fn however_it_is_spelled() {
    let each = |spell: &dyn Fn(char) -> String| OPAQUE.chars().map(spell).collect::<String>();
    let code = u32::from;
    let spellings = [
        OPAQUE.to_uppercase(),
        OPAQUE.to_lowercase(),
        each(&|c| format!("%{:02X}", code(c))),
        each(&|c| if c.is_alphanumeric() { c.to_string() } else { format!("%{:02x}", code(c)) }),
        each(&|c| format!("\\u{:04x}", code(c))),
        each(&|c| if c.is_alphanumeric() { c.to_string() } else { format!("\\\\\\{c}") }),
        each(&|c| format!("&#{};", code(c))),
        OPAQUE.replace('&', "&amp;").replace('<', "&lt;").replace('"', "&quot;"),
        OPAQUE.replace('+', "&#x2B;"),
    ];
    for spelled in spellings {
        assert_eq!(hidden(&format!("<{spelled}>"), OPAQUE), "<[secret]>", "{spelled}");
    }
    for before in ["", "a", "ab", "Bearer "] {
        for engine in [STANDARD_NO_PAD, base64::engine::general_purpose::URL_SAFE_NO_PAD] {
            let text = engine.encode(format!("{before}{OPAQUE}!"));
            let left = hidden(&text, OPAQUE).replace("[secret]", "");
            assert!(left.len() < before.len() * 4 / 3 + 8, "{text}: {left}");
        }
    }
}

#[test]
fn pieces_are_hidden() {
    let hide = |text: &str| hidden(text, OPAQUE);
    assert_eq!(hide(&OPAQUE[20..]), "[secret]");
    assert_eq!(hide(&format!("{}\r\n {}", &OPAQUE[..17], &OPAQUE[17..])), "[secret]\r\n [secret]");
    assert_eq!(hide(&OPAQUE[3..19]), "[secret]");
    assert_eq!(hide(&OPAQUE[..15]), &OPAQUE[..15], "that short it can be something else");
    // The signature alone.
    assert_eq!(hidden("signature eyJleHAiOjYwfQ.4qGYq2woqM7W-_c is wrong", TOKEN), "signature [secret] is wrong");
}

#[test]
fn in_a_long_text() {
    let almost = format!("{}!{}?", &TOKEN[3..18], &TOKEN[20..35]);
    for (text, found) in [(almost.repeat(1_000), 0), (TOKEN.repeat(300), 1), ("\\".repeat(200_000), 0)] {
        let clean = hidden(&format!("{text} {OPAQUE}"), OPAQUE);
        assert_eq!(clean.matches("[secret]").count(), found + 1);
        assert_eq!(hidden(&text, TOKEN).contains("[secret]"), found > 0);
    }
}

proptest! {
    #[test]
    fn a_secret_does_not_come_back(before in "\\PC{0,9}", after in "\\PC{0,9}", secret in "[a-z.]{3,9}") {
        let clean = hidden(&format!("{before}{secret}{after}{secret}"), &secret);
        prop_assert!(!clean.contains(&secret) || "[secret]".contains(&secret), "{clean}");
    }

    /// What is not a secret stays, to the byte.
    #[test]
    fn other_text_stays(text in "([%\\\\&#;]|\\PC){0,60}") {
        prop_assert_eq!(hidden(&text, "a-secret-that-is-not-there-0123456789"), text);
    }
}
