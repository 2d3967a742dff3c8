//! What must hold of everything that this library sends or hands out. No rule excuses a breach.

mod attempts;
mod logs;

use crate::behaviour::{Access, Behaviour, Outcome, Returned, Sent};
use crate::build::KEY;
use crate::case::Client;
use crate::facts::endpoint;
use crate::jwt;
use crate::load::Case;
use crate::recorder::NOW;
use crate::url::{pairs, segments};
use serde_json::json;

/// The breaches, in words.
pub fn breaches(case: &Case, ours: &Behaviour) -> Vec<String> {
    let client = &case.call.client;
    let key = client.key.as_deref().unwrap_or(KEY);
    let mut found = Breaches(Vec::new());
    let service =
        endpoint::service(case).map(|service| format!("{}{}", service.origin, service.path)).unwrap_or_default();
    let carrier = endpoint::carrier(case).map(|carrier| carrier.origin);
    for sent in &ours.sent {
        found.unless(Some(&sent.url.origin) == carrier.as_ref(), "requests go to the endpoint, or the proxy in front");
        request(&mut found, client, sent);
        if client.kind == "key" {
            signature(&mut found, client, sent, key, &service);
        }
    }
    logs::check(&mut found, case, ours, key);
    if !matches!(ours.outcome, Outcome::Refused { .. }) {
        attempts::check(&mut found, case, ours);
    }
    match &ours.outcome {
        Outcome::Refused { text, .. } => {
            found.unless(!text.contains(key) || key.len() < 2, "an error does not show the key");
            found.unless(ours.sent.is_empty() || case.call.op == "list_connections", "what is refused is not sent");
        }
        Outcome::Returned(Returned::Access(access)) => handed_out(&mut found, client, access, key),
        _ => {}
    }
    found.0
}

struct Breaches(Vec<String>);

impl Breaches {
    fn unless(&mut self, holds: bool, rule: &str) {
        if !holds {
            self.0.push(format!("broken: {rule}"));
        }
    }
}

fn request(found: &mut Breaches, client: &Client, sent: &Sent) {
    let unreserved = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~".contains(&byte);
    let path = sent.url.path.bytes().all(|byte| unreserved(byte) || b"/:%".contains(&byte));
    found.unless(path, "a path holds unreserved characters, its own '/' and ':', and %XX");
    let query = sent.url.query.bytes().all(|byte| unreserved(byte) || b"=&%".contains(&byte));
    found.unless(query, "a query holds unreserved characters, its own '=' and '&', and %XX");
    let dots = segments(&sent.url.path).iter().any(|segment| segment == "." || segment == "..");
    found.unless(!dots, "no path segment is '.' or '..'");
    found.unless(sent.url.path.contains("/api/"), "a path is one of the service's");
    let versions: Vec<_> = pairs(&sent.url.query).into_iter().filter(|(name, _)| name == "api-version").collect();
    let version = client.api_version.as_deref().unwrap_or("2024-12-01");
    found.unless(versions.len() == 1 && versions[0].1 == version, "api-version is there once, as the client says");
    found.unless(sent.header("accept") == Some("application/json"), "Accept is application/json");
    let body_kind = sent.header("content-type").is_some();
    found.unless(body_kind || sent.body.is_empty(), "a body has a Content-Type");
    let id = sent.header("x-ms-client-request-id").unwrap_or_default();
    let uuid = id.len() == 36 && id.as_bytes()[14] == b'4';
    found
        .unless(client.request_id.as_deref().map_or(uuid, |own| own == id), "a request has an id, a UUID or one's own");
    let agent = sent.header("user-agent").unwrap_or_default();
    found.unless(agent.contains("webpubsub-rust/"), "User-Agent names this library");
}

fn signature(found: &mut Breaches, client: &Client, sent: &Sent, key: &str, service: &str) {
    let Some((token, jwt)) = sent.bearer().and_then(|token| Some((token, jwt::read(token)?))) else {
        found.unless(false, "a request is signed");
        return;
    };
    found.unless(jwt::verifies(token, key), "the key's text has signed the request");
    found.unless(jwt.header == json!({"alg": "HS256", "typ": "JWT"}), "the token's header is HS256 and JWT");
    found.unless(jwt.claims.len() == 2, "a request's token says aud and exp, no more");
    let life = jwt
        .claims
        .get("exp")
        .and_then(serde_json::Value::as_u64)
        .map(|exp| exp.saturating_sub(NOW + sent.at.as_secs()));
    found.unless(life.is_some_and(|life| (60..=600).contains(&life)), "a request's token lives 1 to 10 minutes");
    let audience = jwt.claims.get("aud").and_then(serde_json::Value::as_str).unwrap_or_default();
    if client.reverse_proxy_endpoint.is_none() {
        let url = format!("{}{}", sent.url.origin, sent.url.tail());
        found.unless(audience == url, "aud is the URL as it is sent");
    } else {
        // The same text behind the host, but for what the proxy puts in front.
        let tail = sent.url.tail();
        let tail = &tail[tail.find("/api/").unwrap_or(0)..];
        found.unless(audience == format!("{service}{tail}"), "behind a proxy aud is the service's URL");
    }
}

fn handed_out(found: &mut Breaches, client: &Client, access: &Access, key: &str) {
    found.unless(access.url == format!("{}?access_token={}", access.base_url, access.token), "url is base and token");
    let Some(claims) = access.claims.as_ref().filter(|_| client.kind == "key") else { return };
    found.unless(jwt::verifies(&access.token, key), "the key's text has signed the client's token");
    let time = |name: &str| claims.get(name).and_then(serde_json::Value::as_u64);
    found.unless(time("iat") == Some(NOW) && time("exp") > Some(NOW), "a client's token lives from now on");
    let audience = claims.get("aud").and_then(serde_json::Value::as_str).unwrap_or_default();
    let address = access.base_url.replacen("ws", "http", 1);
    found.unless(audience == address, "aud of a client's token is its address, http for ws");
}
