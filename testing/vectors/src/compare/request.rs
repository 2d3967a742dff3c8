//! Two requests.

use super::{Aspect, Differences};
use crate::behaviour::Sent;
use crate::case::Client;
use crate::jwt;
use crate::load::Sdk;
use crate::url::{pairs, same_but_for_version, segments};
use serde_json::Value;

pub(super) fn request(all: &mut Differences, client: &Client, ours: &Sent, theirs: &Sent, sdk: Sdk) {
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
    for name in client.call_headers.keys().map(String::as_str).chain(asked(client)) {
        let name = name.to_ascii_lowercase();
        all.check(Aspect::Headers, &ours.header(&name), &theirs.header(&name));
    }
    if let Some(agent) = &client.user_agent {
        let begins = |sent: &Sent| sent.header("user-agent").is_some_and(|own| own.starts_with(agent));
        all.check(Aspect::Headers, &begins(ours), &begins(theirs));
    }
    match (ours.bearer(), theirs.bearer()) {
        (Some(ours), Some(theirs)) => bearer(all, ours, theirs),
        (ours, theirs) => all.check(Aspect::Bearer, &ours.is_some(), &theirs.is_some()),
    }
}

fn asked(client: &Client) -> Option<&'static str> {
    client.request_id.as_ref().map(|_| "x-ms-client-request-id")
}

fn same_body(ours: &Sent, theirs: &Sent) -> bool {
    let json = |sent: &Sent| {
        let said = sent.header("content-type").is_some_and(|kind| kind.starts_with("application/json"));
        said.then(|| serde_json::from_slice::<Value>(&sent.body).ok()).flatten()
    };
    match (json(ours), json(theirs)) {
        (Some(ours), Some(theirs)) => ours == theirs,
        _ => ours.body == theirs.body,
    }
}

/// A token that was made for the URL is the same if it names the same URL; any other is passed on as it is.
fn bearer(all: &mut Differences, ours: &str, theirs: &str) {
    match (audience(ours), audience(theirs)) {
        (Some(ours), Some(theirs)) => {
            all.unless(same_but_for_version(&ours, &theirs), Aspect::Audience, &ours, &theirs);
        }
        _ => all.unless(ours == theirs, Aspect::Bearer, &ours, &theirs),
    }
}

fn audience(token: &str) -> Option<String> {
    Some(jwt::read(token)?.claims.get("aud")?.as_str()?.to_owned())
}

/// The beginning of a body, for a reader.
fn text(body: &[u8]) -> String {
    String::from_utf8_lossy(&body[..body.len().min(100)]).into_owned()
}
