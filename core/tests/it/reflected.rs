//! A service that sends back what it received, and one that writes whatever it likes: no secret of ours is shown, and no
//! text of theirs looks like another line or reads otherwise than it is.

use crate::entra::{FIRST, secret, token};
use crate::logging::{lines, recorded};
use crate::support::{KEY, client, client_with, mock, now, response};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use http::{HeaderValue, Response};
use serde_json::json;
use std::error::Error as _;
use std::sync::{Arc, Mutex};
use webpubsub_core::operations::{ListConnections, RawRequest, SendToAll};
use webpubsub_core::{
    AccessKey, BearerToken, CallOptions, Credential, CredentialError, Message, Method, ResponseParts, RetryPolicy,
    ServiceError, TransportError, TransportErrorKind, UnixTime,
};
use webpubsub_mock::MockTransport;

const OPAQUE: &str = "0.AQ-opaque~token+with/signs==";
const GATEWAY_KEY: &str = "gateway-key-0001";

type Echo = fn(&str) -> Response<Bytes>;

fn json_body(status: u16, body: &serde_json::Value) -> Response<Bytes> {
    let mut response = response(status, &[], "");
    *response.body_mut() = body.to_string().into();
    response
}

fn header(name: &'static str, value: &str) -> Response<Bytes> {
    let mut response = response(400, &[], "");
    response.headers_mut().insert(name, HeaderValue::from_str(value).unwrap());
    response
}

/// Where a service can put a text.
const ECHOES: [Echo; 9] = [
    |text| json_body(400, &json!({ "code": text, "message": format!("rejected: {text}, {text}") })),
    |text| json_body(401, &json!({ "error": { "code": "A", "message": text, "target": text } })),
    |text| json_body(403, &json!({ "code": "A", "inner": { "code": text } })),
    |text| json_body(500, &json!([text])),
    |text| Response::builder().status(502).body(format!("<pre>authorization: {text}</pre>").into()).unwrap(),
    |text| Response::new(format!("not a list: {text}").into()),
    |text| header("x-ms-error-code", text),
    |text| header("x-ms-request-id", text),
    |text| header("x-echo", text),
];

/// Sends back the values of two request headers, together.
fn reflecting(echo: Echo) -> MockTransport {
    let mock = mock();
    mock.otherwise(move |request, attempt| {
        if attempt.operation == "get_token" {
            return Ok(token(FIRST));
        }
        let text = |name| request.headers()[name].to_str().unwrap();
        Ok(echo(&format!("{} {}", text("authorization"), text("x-gateway-key"))))
    })
}

fn clean(what: &str, text: &str) {
    for secret in [KEY, OPAQUE, GATEWAY_KEY, "token-1", "eyJ"] {
        assert!(!text.contains(secret), "{what} shows {secret}: {text}");
    }
}

#[test]
fn no_secret_of_ours_comes_back() {
    let credentials: [Credential; 3] =
        [AccessKey::new(KEY).unwrap().into(), BearerToken::new(OPAQUE).unwrap().into(), secret().into()];
    for credential in credentials {
        for echo in ECHOES {
            let options = CallOptions::new().header("x-gateway-key", GATEWAY_KEY).retry(RetryPolicy::never());
            let options = options.logging(true).logging_bodies(true);
            let client = client_with(&reflecting(echo), credential.clone()).with_options(options);
            let error = now(client.call(&ListConnections::new("g"))).unwrap_err();
            clean("the error", &format!("{error} {error:?} {:?}", error.kind()));
            let service = error.service().unwrap();
            let texts =
                [service.code(), service.message(), service.target(), service.inner_code(), service.request_id()];
            clean("a getter", &format!("{texts:?} {service} {service:?} {:?}", error.service_request_id()));
            clean("the body", std::str::from_utf8(service.body()).unwrap());
            let lines = lines(&client, &ListConnections::new("g"));
            assert!(lines.iter().any(|(_, line)| line.contains("[secret]")), "{lines:#?}");
            clean("the log", &format!("{lines:#?}"));
            let raw = now(client.call_detailed(&RawRequest::new(Method::Get, "/api/x"))).unwrap();
            clean("the details", &format!("{raw:?}"));
        }
    }
}

fn each(text: &str, spell: impl Fn(u8) -> String) -> String {
    text.bytes().map(spell).collect()
}

/// A server or a page in between can write them in another way.
#[test]
fn nor_in_another_spelling() {
    let spellings: [fn(&str) -> String; 7] = [
        |text| each(text, |byte| format!("%{byte:02x}")),
        |text| each(text, |byte| format!("\\u{byte:04x}")),
        |text| each(text, |byte| format!("&#{byte};")),
        str::to_uppercase,
        |text| STANDARD.encode(text),
        |text| text.split_at(20).1.to_owned(),
        |text| format!("{} {}", text.split_at(20).0, text.split_at(20).1),
    ];
    let token = BearerToken::new(format!("{OPAQUE}0123456789")).unwrap();
    let credentials: [Credential; 2] = [AccessKey::new(KEY).unwrap().into(), token.into()];
    for (spell, echo) in spellings.into_iter().flat_map(|spell| ECHOES.map(|echo| (spell, echo))) {
        for credential in &credentials {
            shows_nothing_of_what_comes_back(credential, spell, echo);
        }
    }
}

fn shows_nothing_of_what_comes_back(credential: &Credential, spell: fn(&str) -> String, echo: Echo) {
    let sent_back = Arc::<Mutex<String>>::default();
    let seen = Arc::clone(&sent_back);
    let mock = mock().otherwise(move |request, _| {
        let authorization = request.headers()["authorization"].to_str().unwrap();
        let spelled = spell(authorization.strip_prefix("Bearer ").unwrap());
        seen.lock().unwrap().clone_from(&spelled);
        Ok(echo(&spelled))
    });
    let options = CallOptions::new().retry(RetryPolicy::never()).logging(true).logging_bodies(true);
    let client = client_with(&mock, credential.clone()).with_options(options);
    let error = now(client.call(&ListConnections::new("g"))).unwrap_err();
    let service = error.service().unwrap();
    let body = std::str::from_utf8(service.body()).unwrap();
    let lines = lines(&client, &ListConnections::new("g"));
    let shown = format!("{error:?} {:?} {:?} {body} {lines:?}", service.message(), service.request_id());
    let spelled = sent_back.lock().unwrap();
    // Not even a third of an opaque one.
    for piece in spelled.as_bytes().windows(spelled.len() / 3) {
        let piece = std::str::from_utf8(piece).unwrap();
        assert!(!shown.contains(piece), "{piece}: {shown}");
    }
}

/// The form of a token request has the client secret.
#[test]
fn nor_an_applications_secret() {
    let secret = "hush~Q8_client-secret+1";
    for spelled in [secret.to_owned(), secret.replace('+', "%2B"), secret.to_uppercase()] {
        let description = format!("AADSTS7000215: Invalid client secret {spelled} provided.");
        let mut refusal = json_body(401, &json!({ "error": "invalid_client", "error_description": description }));
        refusal.headers_mut().insert("x-echo", HeaderValue::from_str(&spelled).unwrap());
        let application = webpubsub_core::entra::ClientSecret::new("t", "a", secret).unwrap();
        let options = CallOptions::new().logging(true).logging_bodies(true);
        let mock = mock().respond(refusal.clone()).respond(refusal);
        let client = client_with(&mock, application).with_options(options);
        let error = now(client.call(&ListConnections::new("g"))).unwrap_err();
        assert!(format!("{error:?}").contains("Invalid client secret [secret] provided"), "{error:?}");
        let lines = format!("{:#?}", lines(&client, &ListConnections::new("g")));
        assert!(lines.contains("x-echo: [secret]") && !lines.contains(&spelled), "{lines}");
    }
}

/// What a page's link repeats is in the next URL.
#[test]
fn nor_in_the_url_of_the_next_page() {
    let mock = mock();
    let mock = mock.otherwise(|request, _| {
        let token = request.headers()["authorization"].to_str().unwrap().strip_prefix("Bearer ").unwrap();
        let link = format!("/api/{token}/connections?t={token}");
        Ok(json_body(200, &json!({ "value": [], "nextLink": link })))
    });
    let [key, opaque] = [AccessKey::new(KEY).unwrap().into(), Credential::from(BearerToken::new(OPAQUE).unwrap())];
    for (credential, known_by_form) in [(key, true), (opaque, false)] {
        let client = client_with(&mock, credential);
        let next = now(client.call(&ListConnections::new("g"))).unwrap().next.unwrap();
        let records = recorded(&client.with_options(CallOptions::new().logging(true)), &next);
        assert!(
            format!("{records:?}").contains("/api/[secret]/connections?api-version=2024-12-01&t=[secret]"),
            "{records:#?}"
        );
        clean("the log", &format!("{records:#?}"));
        // Each call has a span: what has no form of its own is not looked for there.
        if known_by_form {
            let span = recorded(&client, &next);
            assert!(format!("{span:?}").contains("/api/[secret]/connections"), "{span:#?}");
            clean("the span", &format!("{span:#?}"));
        }
    }
}

/// Whoever brings their own I/O has nobody who knows the token: its form is known.
#[test]
fn a_token_is_known_by_its_form() {
    for body in [
        r#"{"message":"eyJhbGciOiJIUzI1NiJ9.eyJhdWQiOiJ4In0.c2lnbmF0dXJl"}"#,
        "wrong token \"eyJhbGciOiJSUzI1NiIsImtpZCI6IjEifQ",
        "access_token=eyJa.eyJb.c&x=1",
    ] {
        let parts = ResponseParts::new(403, [("x-ms-error-code", body)], body.as_bytes(), UnixTime::from_secs(0));
        let error = ServiceError::unexpected_status(&parts);
        clean(body, &format!("{error} {error:?} {:?} {:?} {:?}", error.message(), error.code(), error.body()));
    }
}

const HOSTILE: [&str; 6] = [
    "a\r\n2026-11-24 ERROR forged line",
    "\u{1b}[2J\u{1b}[31mcleared\u{7}\u{0}",
    "user \u{202e}nimda\u{202c} \u{2066}and\u{2069} \u{200f}more",
    "zero\u{200b}width\u{feff}\u{2060}\u{ad}\u{e0041}",
    "\u{2028}lines\u{2029}\u{85}\u{b}\u{c}",
    "a\tb",
];

fn plain(text: &str) {
    let odd = |c: char| {
        c.is_control()
            || "\u{202e}\u{202c}\u{2066}\u{2069}\u{200b}\u{200f}\u{feff}\u{2060}\u{ad}\u{e0041}\u{2028}\u{2029}"
                .contains(c)
    };
    assert!(!text.contains(odd), "{text:?}");
}

#[test]
fn no_text_of_theirs_forges_a_line() {
    let send = SendToAll::new(Message::text("hi"));
    for text in HOSTILE {
        let body = json!({ "code": text, "message": text }).to_string();
        for body in [body, text.to_owned(), json!({ "message": format!("\u{fffd}{text}") }).to_string()] {
            let mut rejection = response(400, &[], "");
            *rejection.body_mut() = body.into();
            let options = CallOptions::new().logging(true).logging_bodies(true);
            let client = client(&mock().respond(rejection.clone()).respond(rejection)).with_options(options);
            let error = now(client.call(&send)).unwrap_err();
            assert!(!error.to_string().contains("no reason given"));
            plain(&format!("{error} {error:?} {}", error.service().unwrap()));
            for (_, line) in lines(&client, &send) {
                plain(&line);
            }
        }
        let cause = TransportError::new(TransportErrorKind::Other, text);
        plain(&format!("{cause} {cause:?}"));
        let credential = CredentialError::new(text).with_source(cause);
        plain(&format!("{credential} {credential:?}"));
        let refusal = json_body(400, &json!({ "error": text, "error_description": text }));
        let error = now(client_with(&mock().respond(refusal), secret()).call(&send)).unwrap_err();
        plain(&format!("{error} {error:?}"));
    }
}

/// Half a pair of surrogates is not a character, but JSON can write it.
#[test]
fn lone_surrogates_are_replaced() {
    for body in [r#"{"message":"a\ud83d"}"#, r#"{"message":"a\ude00"}"#, r#"{"code":"a\ud83d\u0041"}"#] {
        let error =
            now(client(&mock().respond(response(400, &[], body))).send_to_all(Message::text("hi"))).unwrap_err();
        assert!(error.to_string().contains("a\u{fffd}"), "{error}");
    }
}

#[test]
fn long_texts_are_cut() {
    let long = "é".repeat(30_000);
    for body in [
        json!({ "code": long, "message": long }).to_string(),
        json!({ "error": { "message": long } }).to_string(),
        long.clone(),
        "\n".repeat(60_000),
        format!("x{}", "\u{202e}".repeat(20_000)),
        format!("<html>{}", "a".repeat(60_000)),
    ] {
        let parts =
            ResponseParts::new(400, [("x-ms-error-code", long.as_str())], body.as_bytes(), UnixTime::from_secs(0));
        let error = ServiceError::unexpected_status(&parts);
        let (text, debug) = (error.to_string(), format!("{error:?}"));
        assert!(text.len() < 900 && debug.len() < 900, "{} {}", text.len(), debug.len());
        assert_eq!(error.body().len(), body.len(), "all of it is kept");
    }
    let error = CredentialError::new(long.clone()).with_source(TransportError::new(TransportErrorKind::Other, long));
    assert!(error.to_string().len() < 2_100 && format!("{error:?}").len() < 4_300);
    assert_eq!(error.source().map(ToString::to_string).as_deref(), Some("the request failed"));
}
