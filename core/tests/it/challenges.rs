//! A 401 whose reason stands only in `WWW-Authenticate`.

use crate::logging::recorded;
use crate::support::{client, mock, now, response};
use http::HeaderValue;
use http::header::WWW_AUTHENTICATE;
use webpubsub_core::operations::UserExists;
use webpubsub_core::{CallOptions, Error};

type Headers = &'static [(&'static str, &'static str)];

fn failed(status: u16, headers: Headers, body: &'static str) -> Error {
    now(client(&mock().respond(response(status, headers, body))).close_connection("c")).unwrap_err()
}

/// Status, headers and body; code, message and the reason in the text.
type Row = (u16, Headers, &'static str, Option<&'static str>, Option<&'static str>, &'static str);

const TABLE: [Row; 10] = [
    (
        401,
        &[("www-authenticate", r#"Bearer error="invalid_token", error_description="The audience is invalid""#)],
        "",
        Some("invalid_token"),
        Some("The audience is invalid"),
        "invalid_token: The audience is invalid",
    ),
    (
        401,
        &[("WWW-Authenticate", "bearer realm=x,Error=invalid_token")],
        "",
        Some("invalid_token"),
        None,
        "invalid_token",
    ),
    (401, &[("www-authenticate", r#"Bearer error_description="expired""#)], "", None, Some("expired"), "expired"),
    // The one that says why, of several headers and of several challenges in one.
    (
        401,
        &[
            ("www-authenticate", "Basic realm=\"error\""),
            ("www-authenticate", "Bearer error=late"),
            ("www-authenticate", "X"),
        ],
        "<html>Unauthorized</html>",
        Some("late"),
        None,
        "late",
    ),
    (
        401,
        &[("www-authenticate", "Bearer error_description=\"only this\""), ("www-authenticate", "Basic realm=x")],
        "",
        None,
        Some("only this"),
        "only this",
    ),
    (
        401,
        &[("www-authenticate", "Basic realm=\"x\""), ("www-authenticate", "Bearer error_description=late")],
        "",
        None,
        Some("late"),
        "late",
    ),
    (
        403,
        &[("www-authenticate", r#"Negotiate, Bearer error="insufficient_scope", scope="a b""#)],
        "",
        Some("insufficient_scope"),
        None,
        "insufficient_scope",
    ),
    // What the service says in its own way comes first.
    (
        401,
        &[
            ("www-authenticate", r#"Bearer error="invalid_token", error_description="late""#),
            ("x-ms-error-code", "Unauthorized"),
        ],
        "",
        Some("Unauthorized"),
        Some("late"),
        "Unauthorized: late",
    ),
    (
        401,
        &[("www-authenticate", r#"Bearer error="invalid_token", error_description="late""#)],
        r#"{"code":"A","message":"b"}"#,
        Some("A"),
        Some("b"),
        "A: b",
    ),
    (401, &[("www-authenticate", "Bearer realm=\"\"")], "go away", None, None, "go away"),
];

#[test]
fn say_why() {
    for (status, headers, body, code, message, reason) in TABLE {
        let error = failed(status, headers, body);
        let service = error.service().unwrap();
        assert_eq!((service.code(), service.message()), (code, message), "{headers:?}");
        assert!(error.is_auth() && error.to_string().ends_with(&format!("): {reason}")), "{error}");
    }
}

/// An authority or a gateway can write in the code page of its machine.
#[test]
fn need_not_be_utf8() {
    let challenge = |value: &'static [u8]| HeaderValue::from_bytes(value).unwrap();
    let mut rejection = response(401, &[("www-authenticate", "Basic realm=x")], "");
    let value = challenge(b"Bearer error=\"invalid_token\", error_description=\"clos\xe9 \xff!\"");
    rejection.headers_mut().append(WWW_AUTHENTICATE, value.clone());
    let error = now(client(&mock().respond(rejection.clone())).close_connection("c")).unwrap_err();
    assert!(error.to_string().ends_with("): invalid_token: clos\u{fffd} \u{fffd}!"), "{error}");
    let client = client(&mock().respond(rejection)).with_options(CallOptions::new().logging(true));
    let events = recorded(&client, &UserExists::new("u")).events;
    assert!(events.iter().any(|(.., line)| line.contains("clos\u{fffd} \u{fffd}!")), "{events:#?}");
    // One that says why comes first, whatever it is written in.
    let mut rejection = response(401, &[("www-authenticate", "Bearer error=late")], "");
    rejection.headers_mut().append(WWW_AUTHENTICATE, challenge(b"Basic realm=\"\xff\""));
    let error = now(crate::support::client(&mock().respond(rejection)).close_connection("c")).unwrap_err();
    assert!(error.to_string().ends_with("): late"), "{error}");
}

#[test]
fn are_text_of_others() {
    let headers: Headers = &[(
        "www-authenticate",
        "Bearer error=\"a\tb\", error_description=\"eyJhbGciOiJIUzI1NiJ9.eyJhdWQiOiJ4In0.c2ln is not a token\"",
    )];
    let error = failed(401, headers, "");
    assert!(error.to_string().ends_with(r"): a\tb: [secret] is not a token"), "{error}");
    for challenge in ["", "=", "Bearer error=\"", "Bearer error=\"\\", "=\"=\"=\"", ",,,=,error"] {
        let error = failed(401, Box::leak(Box::new([("www-authenticate", challenge)])), "");
        assert!(error.is_auth(), "{error}");
    }
}

#[test]
fn are_logged_without_what_looks_like_a_token() {
    let headers: Headers = &[
        (
            "www-authenticate",
            r#"Bearer realm="", error="invalid_token", error_description="not eyJhbGciOiJIUzI1NiJ9.eyJhdWQiOiJ4In0.c2ln""#,
        ),
        ("proxy-authenticate", "Basic realm=\"gateway\""),
        ("x-subscription-key", "hush"),
    ];
    let client = client(&mock().respond(response(401, headers, ""))).with_options(CallOptions::new().logging(true));
    let events = recorded(&client, &UserExists::new("u")).events;
    let (.., line) = events.iter().find(|(.., line)| line.starts_with("webpubsub::response")).unwrap();
    for part in [
        r#"www-authenticate: Bearer realm="", error="invalid_token", error_description="not [secret]""#,
        r#"proxy-authenticate: Basic realm="gateway""#,
        "x-subscription-key: [secret]",
    ] {
        assert!(line.contains(part), "{line}");
    }
    assert!(!line.contains("eyJ") && !line.contains("hush"), "{line}");
}
