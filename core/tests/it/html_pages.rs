//! A page for people is not the service's response: captive portals, logins and gateways respond with 200 and one, too.

use crate::every_operation::{Each, every_operation};
use crate::support::{client, mock, now, response};
use webpubsub_core::operations::{Operation, RawRequest, UserExists};
use webpubsub_core::{Message, ResponseParts, UnixTime};

const PAGES: [(&str, &str); 9] = [
    ("text/html", ""),
    ("text/html; charset=utf-8", "<!DOCTYPE html><title>Sign in</title>"),
    ("Text/HTML;charset=ISO-8859-1", "Sign in"),
    (" text/html ", r#"{"token":"t","value":[]}"#),
    ("application/xhtml+xml", ""),
    ("application/vnd.wap.xhtml+xml", ""),
    ("text/plain", "\r\n <html><body>Sign in</body></html>"),
    ("", "<!doctype html>"),
    ("", "\u{FEFF}<html>"),
];

/// What the service responds, and gateways make of it.
const OF_THE_SERVICE: [&str; 7] = [
    "",
    "application/json",
    "application/json; charset=utf-8; profile=\"html\"",
    "text/json",
    "text/plain; charset=utf-8",
    "application/octet-stream",
    "nonsense",
];

fn parts<'a>(status: u16, content_type: &'a str, body: &'a str) -> ResponseParts<'a> {
    let header = Some(("Content-Type", content_type)).filter(|(_, value)| !value.is_empty());
    ResponseParts::new(status, header, body.as_bytes(), UnixTime::from_secs(0))
}

struct Parse;

impl Each for Parse {
    fn operation<O: Operation>(&mut self, operation: &O) {
        if O::NAME == RawRequest::NAME {
            return; // Its caller reads the status and the content type.
        }
        let body = r#"{"token":"t","value":[]}"#;
        let success = |status: &u16| operation.parse(&parts(*status, "", body)).is_ok();
        let successes: Vec<u16> = (200..500).filter(success).collect();
        assert!(!successes.is_empty(), "{}", O::NAME);
        for status in successes {
            for (content_type, body) in PAGES {
                let result = operation.parse(&parts(status, content_type, body)).map(drop);
                let error = result.expect_err(O::NAME);
                assert!(error.is_unreadable() && error.status() == status);
                assert!(error.to_string().starts_with(&format!("{status}: an HTML page")), "{error}");
            }
            for content_type in OF_THE_SERVICE {
                for body in [body, &format!("\u{FEFF}{body}")] {
                    let result = operation.parse(&parts(status, content_type, body));
                    assert!(result.is_ok(), "{} {content_type} {body}", O::NAME);
                }
            }
        }
    }
}

/// The same rule for all statuses that are a success, 404 where it is `false` included. No header is required.
#[test]
fn are_no_success_of_any_operation() {
    every_operation(&mut Parse);
}

#[test]
fn a_call_names_what_responded() {
    let page = |status| response(status, &[("content-type", "text/html")], "<html>Sign in</html>");
    for status in [200, 404] {
        let error = now(client(&mock().respond(page(status))).call(&UserExists::new("u"))).unwrap_err();
        let text = error.to_string();
        assert!(text.contains("an HTML page, not a response of the service"), "{text}");
        assert!(!error.may_have_taken_effect(), "a HEAD has no effect");
    }
    // A gateway can have passed it on before.
    let error = now(client(&mock().respond(page(202))).send_to_all(Message::text("hi"))).unwrap_err();
    assert!(error.may_have_taken_effect() && error.attempts() == 1, "{error}");
    let error = now(client(&mock().respond(page(200))).add_connection_to_group("g", "c")).unwrap_err();
    assert!(error.to_string().contains("an HTML page"), "{error}");
    // Errors are errors already, and keep the page.
    let error = now(client(&mock().respond(page(403))).add_connection_to_group("g", "c")).unwrap_err();
    assert_eq!(error.service().unwrap().body().as_ref(), b"<html>Sign in</html>");
    assert!(error.to_string().ends_with("): <html>Sign in</html>"), "{error}");
}
