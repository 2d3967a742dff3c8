//! What must hold of everything that this library sends, returns or logs. No rule excuses a breach.

use crate::behaviour::wire::{Jwt, pairs, segments, verifies};
use crate::behaviour::{Backoff, Behaviour, ClientToken, Jitter, Logged, Outcome, Request, Returned, logged};
use crate::facts::{endpoints, retry};
use crate::recording::{Case, Client, NOW, TOKEN};
use serde_json::{Value, json};

/// The invariants that are broken.
pub fn broken(case: &Case, ours: &Behaviour) -> Vec<String> {
    let client = &case.call.client;
    let key = client.key();
    let mut found = Broken(Vec::new());
    let service = endpoints::service(case).map(|service| service.text()).unwrap_or_default();
    let target = endpoints::request_endpoint(case).map(|target| target.origin);
    for sent in &ours.requests {
        found.unless(Some(&sent.url.origin) == target.as_ref(), "requests go to the endpoint, or the gateway in front");
        request(&mut found, client, sent);
        if client.kind == "key" {
            signature(&mut found, client, sent, &service);
        }
    }
    logs(&mut found, case, ours);
    match &ours.outcome {
        Outcome::Rejected { text, .. } => {
            found.unless(!text.contains(key) || key.len() < 2, "an error does not show the key");
            let sent = !ours.requests.is_empty();
            found.unless(!sent || case.call.op == "list_connections", "what is rejected is not sent");
            return found.0;
        }
        Outcome::Returned(Returned::ClientToken(token)) => client_token(&mut found, client, token),
        _ => {}
    }
    attempts(&mut found, case, ours);
    found.0
}

struct Broken(Vec<String>);

impl Broken {
    fn unless(&mut self, holds: bool, invariant: &str) {
        if !holds {
            self.0.push(format!("broken: {invariant}"));
        }
    }
}

fn request(found: &mut Broken, client: &Client, sent: &Request) {
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
    let typed = sent.header("content-type").is_some();
    found.unless(typed || sent.body.is_empty(), "a body has a Content-Type");
    let id = sent.id().unwrap_or_default();
    let uuid = id.len() == 36 && id.as_bytes()[14] == b'4';
    let own = client.request_id.as_deref();
    found.unless(own.map_or(uuid, |own| own == id), "a request has an id, a UUID or the caller's own");
    let agent = sent.header("user-agent").unwrap_or_default();
    found.unless(agent.contains("webpubsub-rust/"), "User-Agent names this library");
}

fn signature(found: &mut Broken, client: &Client, sent: &Request, service: &str) {
    let Some((token, jwt)) = sent.bearer().and_then(|token| Some((token, Jwt::read(token)?))) else {
        found.unless(false, "a request is signed");
        return;
    };
    found.unless(verifies(token, client.key()), "the key's text has signed the request");
    found.unless(jwt.header == json!({"alg": "HS256", "typ": "JWT"}), "the token's header is HS256 and JWT");
    found.unless(jwt.claims.len() == 2, "a request's token has aud and exp, no more");
    let expires = jwt.claims.get("exp").and_then(Value::as_u64);
    let life = expires.map(|expires| expires.saturating_sub(NOW + sent.at.as_secs()));
    found.unless(life.is_some_and(|life| (60..=600).contains(&life)), "a request's token lives 1 to 10 minutes");
    let (audience, tail) = (jwt.audience().unwrap_or_default(), sent.url.tail());
    if client.reverse_proxy_endpoint.is_none() {
        found.unless(audience == format!("{}{tail}", sent.url.origin), "aud is the URL as it is sent");
    } else {
        // The same text after the host, without the path that the gateway puts in front.
        let tail = &tail[tail.find("/api/").unwrap_or(0)..];
        found.unless(audience == format!("{service}{tail}"), "behind a gateway aud is the service's URL");
    }
}

fn client_token(found: &mut Broken, client: &Client, token: &ClientToken) {
    found.unless(token.url == format!("{}?access_token={}", token.base_url, token.token), "url is base and token");
    let Some(claims) = token.claims.as_ref().filter(|_| client.kind == "key") else { return };
    found.unless(verifies(&token.token, client.key()), "the key's text has signed the client's token");
    let time = |name: &str| claims.get(name).and_then(Value::as_u64);
    found.unless(time("iat") == Some(NOW) && time("exp") > Some(NOW), "a client's token lives from now on");
    let audience = claims.get("aud").and_then(Value::as_str).unwrap_or_default();
    let address = token.base_url.replacen("ws", "http", 1);
    found.unless(audience == address, "aud of a client's token is its address, http for ws");
}

/// Silence unless the caller asks for logs, and never a secret.
fn logs(found: &mut Broken, case: &Case, ours: &Behaviour) {
    if case.call.client.log.as_deref() != Some("verbose") {
        found.unless(ours.log.is_empty(), "nothing is logged unless the caller asks for it");
    }
    let (text, key) = (ours.full_log.join("\n"), case.call.client.key());
    let shown = logged(&ours.full_log, ours);
    let secret = [Logged::Authorization, Logged::ClientToken].iter().any(|secret| shown.contains(secret));
    found.unless(!secret && !text.contains(TOKEN), "no log shows a token");
    found.unless(key.len() < 2 || !text.contains(key), "no log shows a key");
    if let Outcome::Returned(Returned::ClientToken(token)) = &ours.outcome {
        found.unless(!text.contains(&token.url), "no log shows where a client connects with its token");
    }
    let requests = ours.full_log.iter().filter(|line| line.starts_with("webpubsub::request ")).count();
    found.unless(requests == ours.requests.len(), "each request is logged if the caller asks for it");
}

/// Attempts and backoff are those that the retry policy decides, and the attempts of a call are one request.
fn attempts(found: &mut Broken, case: &Case, ours: &Behaviour) {
    let (shortest, longest) = (retry::expected(case, Jitter::Lowest), retry::expected(case, Jitter::Highest));
    let count: usize = shortest.iter().map(|call| call.attempts.len()).sum();
    found.unless(ours.attempts == count, "attempts are as many as the policy decides");
    let delays = |calls: &[retry::ExpectedCall]| calls.iter().flat_map(|call| call.backoff.clone()).collect::<Vec<_>>();
    let backoff = delays(&shortest).into_iter().zip(delays(&longest));
    let backoff: Vec<_> = backoff.map(|(least, most)| Backoff { least, most }).collect();
    found.unless(ours.backoff == backoff, "backoff is what the response asks for or drawn from the policy's range");
    if let (Outcome::Failed(failure), Some(call)) = (&ours.outcome, shortest.last()) {
        let status = call.attempts.last().and_then(|last| last.status());
        found.unless(failure.status == status, "an error has the status of the last response");
        let effect = !case.call.is_safe() && call.attempts.iter().any(|attempt| attempt.may_have_taken_effect());
        let says = "an error says whether the request may have taken effect";
        found.unless(failure.may_have_taken_effect == effect, says);
        found.unless(failure.was_sent == call.was_sent(), "an error says whether a request was sent");
    }
    let (mut rest, mut before) = (ours.requests.as_slice(), None);
    for call in &shortest {
        let (requests, others) = rest.split_at(call.attempts.len().min(rest.len()));
        for pair in requests.windows(2) {
            found.unless(same_request(&pair[0], &pair[1]), "a retried request is the same but for its token");
        }
        let id = requests.first().and_then(Request::id);
        let own = case.call.client.request_id.is_some();
        found.unless(own || before.is_none() || before != id, "another call has another request id");
        (rest, before) = (others, id);
    }
}

fn same_request(one: &Request, other: &Request) -> bool {
    let headers = |request: &Request| {
        let mut headers = request.headers.clone();
        headers.retain(|(name, _)| name != "authorization");
        headers
    };
    let bytes = one.method == other.method && one.url == other.url && one.body == other.body;
    bytes && headers(one) == headers(other)
}
