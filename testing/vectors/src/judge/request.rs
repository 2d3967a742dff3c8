//! Two requests compared by meaning.

use super::difference::{Aspect, Differences};
use crate::behaviour::Request;
use crate::behaviour::wire::{Jwt, pairs, same_but_for_version, segments};
use crate::recording::{Client, Sdk};
use serde_json::Value;

pub(super) fn compare(all: &mut Differences, client: &Client, ours: &Request, theirs: &Request, sdk: Sdk) {
    all.check(Aspect::Method, &ours.method, &theirs.method);
    all.check(Aspect::Origin, &ours.url.origin, &theirs.url.origin);
    all.check(Aspect::Path, &segments(&ours.url.path), &segments(&theirs.url.path));
    let (mut our_pairs, mut their_pairs) = (pairs(&ours.url.query), pairs(&theirs.url.query));
    let mut versions = their_pairs.iter().filter(|(name, _)| name == "api-version");
    if versions.next().is_some_and(|(_, value)| value == sdk.api_version()) && versions.next().is_none() {
        // The SDK's own choice.
        for pairs in [&mut our_pairs, &mut their_pairs] {
            pairs.retain(|(name, _)| name != "api-version");
        }
    }
    for (name, value) in our_pairs.iter_mut().chain(&mut their_pairs) {
        if name == "clientType" {
            // The specification reads it in any case.
            value.make_ascii_lowercase();
        }
    }
    all.check(Aspect::Query, &our_pairs, &their_pairs);
    all.check(Aspect::ContentType, &ours.header("content-type"), &theirs.header("content-type"));
    all.unless(same_body(ours, theirs), Aspect::Body, &text(&ours.body), &text(&theirs.body));
    let request_id = client.request_id.as_ref().map(|_| "x-ms-client-request-id");
    for name in client.call_headers.keys().map(String::as_str).chain(request_id) {
        let name = name.to_ascii_lowercase();
        all.check(Aspect::Headers, &ours.header(&name), &theirs.header(&name));
    }
    if let Some(agent) = &client.user_agent {
        let begins = |request: &Request| request.header("user-agent").is_some_and(|own| own.starts_with(agent));
        all.check(Aspect::Headers, &begins(ours), &begins(theirs));
    }
    match (ours.bearer(), theirs.bearer()) {
        (Some(ours), Some(theirs)) => bearer(all, ours, theirs),
        (ours, theirs) => all.check(Aspect::Bearer, &ours.is_some(), &theirs.is_some()),
    }
}

fn same_body(ours: &Request, theirs: &Request) -> bool {
    let json = |request: &Request| {
        let declared = request.header("content-type").is_some_and(|kind| kind.starts_with("application/json"));
        declared.then(|| serde_json::from_slice::<Value>(&request.body).ok()).flatten()
    };
    match (json(ours), json(theirs)) {
        (Some(ours), Some(theirs)) => ours == theirs,
        _ => ours.body == theirs.body,
    }
}

/// A token that was made for the URL is the same if it names the same URL; any other is compared as text.
fn bearer(all: &mut Differences, ours: &str, theirs: &str) {
    match (audience(ours), audience(theirs)) {
        (Some(ours), Some(theirs)) => {
            all.unless(same_but_for_version(&ours, &theirs), Aspect::Audience, &ours, &theirs);
        }
        _ => all.unless(ours == theirs, Aspect::Bearer, &ours, &theirs),
    }
}

fn audience(token: &str) -> Option<String> {
    Jwt::read(token)?.audience().map(str::to_owned)
}

/// The beginning of a body, for a reader.
fn text(body: &[u8]) -> String {
    String::from_utf8_lossy(&body[..body.len().min(100)]).into_owned()
}
