//! A redirect is an error that names where it points, and nothing of the link that may be secret.

use crate::support::{client, mock, now};
use bytes::Bytes;
use http::{HeaderValue, Response};
use webpubsub_core::{Error, Message};

fn redirect(status: u16, location: &[u8], body: &'static str) -> Response<Bytes> {
    let location = HeaderValue::from_bytes(location).unwrap();
    Response::builder().status(status).header("location", location).body(body.into()).unwrap()
}

fn failed(response: Response<Bytes>) -> Error {
    let mock = mock().respond(response);
    let error = now(client(&mock).send_to_all(Message::text("hi"))).unwrap_err();
    assert_eq!(mock.captured().len(), 1, "it is not followed");
    error
}

#[test]
fn names_its_location() {
    for (status, location, shown) in [
        (307, "https://eu.example/api/hubs/chat/:send?code=hush#hush", "https://eu.example/api/hubs/chat/:send"),
        (302, "https://login.example:8443/#access_token=hush", "https://login.example:8443/"),
        (308, "/portal?sig=hush", "/portal"),
        (301, "https://ann:hush@h.example/a@b", "https://h.example/a@b"),
        (303, "//ann@hush@h.example?hush", "//h.example"),
        (307, "https://h.example/eyJhbGciOiJIUzI1NiJ9.eyJhdWQiOiJ4In0.hush/x", "https://h.example/[secret]/x"),
        (307, "https://h.example/\u{202e}é", "https://h.example/\\u{202e}é"),
    ] {
        for body in ["", "<html>Moved</html>"] {
            let error = failed(redirect(status, location.as_bytes(), body));
            let text = error.to_string();
            assert!(text.starts_with(&format!("{status} from contoso.webpubsub.azure.com (request ")), "{text}");
            assert!(text.ends_with(&format!("): redirect to {shown}")), "{text}");
            assert_eq!(format!("{error:?}"), text);
            assert!(!error.may_have_taken_effect());
        }
    }
    let service = failed(redirect(307, b"https://eu.example/x?y", r#"{"code":"Moved","message":"elsewhere"}"#));
    assert!(service.to_string().ends_with("): Moved: elsewhere: redirect to https://eu.example/x"), "{service}");
    assert_eq!(service.service().unwrap().location(), Some("https://eu.example/x"));
    assert_eq!(service.service().unwrap().body().as_ref(), br#"{"code":"Moved","message":"elsewhere"}"#);
}

#[test]
fn of_any_length_and_bytes() {
    let long = format!("https://h.example/{}", "a".repeat(60_000));
    assert!(failed(redirect(307, long.as_bytes(), "")).to_string().len() < 600);
    for nothing in ["", "?hush"] {
        let text = failed(redirect(307, nothing.as_bytes(), "moved")).to_string();
        assert!(!text.contains("hush"), "{text}");
    }
    assert!(failed(redirect(307, b"https://h/\xff", "moved")).to_string().ends_with("): moved"));
    // A 201 names what was made, not where to go.
    assert!(!failed(redirect(201, b"https://h.example/made", "made")).to_string().contains("h.example"));
}
