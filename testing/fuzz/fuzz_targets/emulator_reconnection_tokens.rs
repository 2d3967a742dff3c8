//! The emulator's reconnection tokens: any text as one, and any header and claims, signed with its key or not.
#![no_main]

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hmac::{Hmac, KeyInit, Mac};
use libfuzzer_sys::arbitrary::{self, Arbitrary};
use libfuzzer_sys::fuzz_target;
use sha2::Sha256;
use std::cell::RefCell;
use webpubsub_core::ClientAccess;
use webpubsub_fuzz::{Service, WebSocket};

const PROTOCOL: &str = "json.reliable.webpubsub.azure.v1";

#[derive(Debug, Arbitrary)]
enum Token<'a> {
    Text(&'a str),
    /// The connection's own token without its last bytes.
    Cut(u8),
    Parts {
        header: Option<&'a str>,
        claims: &'a str,
        issuer: bool,
        audience: bool,
        expiry: Option<u64>,
        signed: bool,
    },
}

struct World {
    service: Service,
    /// A connection that nobody may take over.
    id: String,
    token: String,
    _socket: WebSocket,
}

thread_local! {
    static WORLD: RefCell<World> = RefCell::new({
        let service = Service::start();
        let mut socket = WebSocket::connect_with(&service, &ClientAccess::new(), PROTOCOL);
        let connected = socket.connected();
        let text = |name: &str| connected[name].as_str().expect("text").to_owned();
        World { id: text("connectionId"), token: text("reconnectionToken"), _socket: socket, service }
    });
}

/// The token's text, and whether it may be taken.
fn text(token: &Token<'_>, world: &World) -> (String, bool) {
    let (header, claims, signed) = match token {
        Token::Text(text) => return ((*text).to_owned(), false),
        Token::Cut(bytes) => {
            let end = world.token.len().saturating_sub(usize::from(*bytes));
            return (world.token[..end].to_owned(), *bytes == 0);
        }
        Token::Parts { header, claims, issuer, audience, expiry, signed } => {
            let issuer = issuer.then_some(r#""iss":"https://webpubsub.azure.com/reconnection","#);
            let audience = audience.then(|| format!(r#""aud":"{}","#, world.id));
            let expiry = expiry.map(|expiry| format!(r#""exp":{expiry},"#));
            let own = [issuer.unwrap_or_default(), &audience.unwrap_or_default(), &expiry.unwrap_or_default()].concat();
            let claims = if own.is_empty() { (*claims).to_owned() } else { format!(r#"{{{own}"x":"{claims}"}}"#) };
            (header.unwrap_or(r#"{"alg":"HS256","typ":"JWT"}"#), claims, *signed)
        }
    };
    let text = format!("{}.{}", URL_SAFE_NO_PAD.encode(header), URL_SAFE_NO_PAD.encode(claims));
    let key = if signed { world.service.key() } else { "another key, which nobody knows of at all" };
    let mut mac = Hmac::<Sha256>::new_from_slice(key.as_bytes()).expect("a key");
    mac.update(text.as_bytes());
    (format!("{text}.{}", URL_SAFE_NO_PAD.encode(mac.finalize().into_bytes())), signed)
}

fuzz_target!(|input: Token| {
    WORLD.with_borrow_mut(|world| {
        let (token, signed) = text(&input, world);
        // What cannot stand in a query as it is does not get as far as the emulator's tokens.
        if !token.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_.~".contains(&byte)) || token.len() > 6_000 {
            return;
        }
        let mut socket = WebSocket::recover(&world.service, &world.id, &token, PROTOCOL);
        assert!(!socket.survives(1, br#"{"type":"ping"}"#) || signed, "{input:?}");
    });
});
