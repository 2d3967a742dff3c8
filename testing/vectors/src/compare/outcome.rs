//! Two values or two failures.

use super::{Aspect, Differences};
use crate::behaviour::{Access, Connection, Failure, Key, Returned};
use crate::jwt;

pub(super) fn failure(all: &mut Differences, ours: &Failure, theirs: &Failure) {
    all.check(Aspect::Status, &ours.status, &theirs.status);
    all.check(Aspect::Code, &ours.code, &theirs.code);
    all.check(Aspect::Message, &ours.message, &theirs.message);
    all.check(Aspect::Unreadable, &ours.unreadable, &theirs.unreadable);
}

pub(super) fn returned(all: &mut Differences, ours: &Returned, theirs: &Returned) {
    match (ours, theirs) {
        (Returned::Nothing, Returned::Nothing) => {}
        (Returned::Answers(ours), Returned::Answers(theirs)) => all.check(Aspect::Value, ours, theirs),
        (Returned::Connections(ours), Returned::Connections(theirs)) => all.check(Aspect::Value, ours, theirs),
        (Returned::Access(ours), Returned::Access(theirs)) => access(all, ours, theirs),
        (Returned::Connection(ours), Returned::Connection(theirs)) => connection(all, ours, theirs),
        (ours, theirs) => all.unless(false, Aspect::Value, ours, theirs),
    }
}

fn access(all: &mut Differences, ours: &Access, theirs: &Access) {
    all.check(Aspect::ClientUrl, &ours.base_url, &theirs.base_url);
    let address = |access: &Access| access.url.replace(&access.token, "{token}");
    if ours.base_url == theirs.base_url {
        all.check(Aspect::Token, &address(ours), &address(theirs));
    }
    match (&ours.claims, &theirs.claims) {
        (Some(our_claims), Some(their_claims)) => {
            let (mut ours, mut theirs) = (jwt::grant(our_claims), jwt::grant(their_claims));
            all.check(Aspect::Audience, &ours.remove("aud"), &theirs.remove("aud"));
            all.check(Aspect::Token, &ours, &theirs);
        }
        _ => all.check(Aspect::Token, &ours.token, &theirs.token),
    }
}

fn connection(all: &mut Differences, ours: &Connection, theirs: &Connection) {
    all.check(Aspect::Endpoint, &ours.endpoint, &theirs.endpoint);
    all.check(Aspect::ClientUrl, &ours.base_url, &theirs.base_url);
    all.check(Aspect::Audience, &ours.audience, &theirs.audience);
    let same = match (&ours.key, &theirs.key) {
        (Key::Text(ours), Key::Text(theirs)) => ours == theirs,
        (Key::Signed(token), Key::Text(key)) | (Key::Text(key), Key::Signed(token)) => jwt::verifies(token, key),
        (Key::Signed(_), Key::Signed(_)) => false,
    };
    all.unless(same, Aspect::Key, &ours.key, &theirs.key);
}
