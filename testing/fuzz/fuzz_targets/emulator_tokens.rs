//! The emulator's tokens: any text as one, and any header and claims, signed with its key or not.
#![no_main]

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hmac::{Hmac, KeyInit, Mac};
use libfuzzer_sys::arbitrary::{self, Arbitrary};
use libfuzzer_sys::fuzz_target;
use sha2::Sha256;
use std::cell::RefCell;
use webpubsub_fuzz::Service;

#[derive(Debug, Arbitrary)]
enum Token<'a> {
    Text(&'a str),
    Parts { header: Header<'a>, claims: &'a str, audience: bool, expiry: Option<u64>, signed: bool },
}

#[derive(Debug, Arbitrary)]
enum Header<'a> {
    Usual,
    Text(&'a str),
}

thread_local! {
    static SERVICE: RefCell<Service> = RefCell::new(Service::start());
}

const REST: &str = "/api/hubs/chat/users/nobody";
const CLIENT: &str = "/client/hubs/chat";
const UPGRADE: &str = "connection: upgrade\r\nupgrade: websocket\r\nsec-websocket-version: 13\r\n\
                       sec-websocket-key: AAAAAAAAAAAAAAAAAAAAAA==\r\n";

/// The token's text for a path, and whether it may be taken.
fn token(token: &Token<'_>, service: &Service, path: &str) -> (String, bool) {
    let (header, claims, signed) = match token {
        Token::Text(text) => return ((*text).to_owned(), false),
        Token::Parts { header, claims, audience, expiry, signed } => {
            let audience = audience.then(|| format!(r#""aud":"http://{}{path}","#, service.address()));
            let expiry = expiry.map(|expiry| format!(r#""exp":{expiry},"#));
            let own = format!("{}{}", audience.unwrap_or_default(), expiry.unwrap_or_default());
            let claims = if own.is_empty() { (*claims).to_owned() } else { format!(r#"{{{own}"x":"{claims}"}}"#) };
            let usual = r#"{"alg":"HS256","typ":"JWT"}"#;
            (if let Header::Text(text) = header { *text } else { usual }, claims, *signed)
        }
    };
    let text = format!("{}.{}", URL_SAFE_NO_PAD.encode(header), URL_SAFE_NO_PAD.encode(claims));
    let key = if signed { service.key() } else { "another key, which nobody knows of at all" };
    let mut mac = Hmac::<Sha256>::new_from_slice(key.as_bytes()).expect("a key");
    mac.update(text.as_bytes());
    (format!("{text}.{}", URL_SAFE_NO_PAD.encode(mac.finalize().into_bytes())), signed)
}

fuzz_target!(|input: Token| {
    SERVICE.with_borrow_mut(|service| {
        let (rest, signed) = token(&input, service, REST);
        // What cannot stand in a header does not get as far as the emulator's tokens.
        if rest.bytes().any(|byte| byte.is_ascii_control()) || rest.len() > 8_000 {
            return;
        }
        let response = service.exchange("HEAD", REST, &format!("authorization: Bearer {rest}\r\n"), b"");
        assert!(response.status == 401 || signed && response.status == 404, "{response:?} for {rest}");
        let (client, _) = token(&input, service, CLIENT);
        if client.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_.~".contains(&byte)) {
            let response = service.exchange("GET", &format!("{CLIENT}?access_token={client}"), UPGRADE, b"");
            assert!(response.status == 401 || signed && response.status == 101, "{response:?} for {client}");
        }
    });
});
