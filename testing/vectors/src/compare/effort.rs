//! Attempts, waits, tokens and logs.

use super::{Aspect, Differences};
use crate::behaviour::{Behaviour, Outcome};
use crate::case::Client;
use crate::shown::shown;
use crate::theirs::repeated;

/// What is told of every call, also of one that is refused; but who is refused needs no token.
pub(super) fn around(all: &mut Differences, client: &Client, ours: &Behaviour, theirs: &Behaviour) {
    let refused = |behaviour: &Behaviour| matches!(behaviour.outcome, Outcome::Refused { .. });
    if refused(ours) == refused(theirs) {
        all.check(Aspect::Tokens, &ours.effort.tokens, &theirs.effort.tokens);
    }
    if client.log.is_some() {
        let (our_log, their_log) = (shown(&ours.effort.log, ours), shown(&theirs.effort.log, theirs));
        all.check(Aspect::Log, &our_log, &their_log);
    }
}

/// What a call takes that is made.
pub(super) fn attempts(all: &mut Differences, ours: &Behaviour, theirs: &Behaviour) {
    all.check(Aspect::Count, &ours.effort.attempts, &theirs.effort.attempts);
    for (ours, theirs) in ours.effort.waits.iter().zip(&theirs.effort.waits) {
        all.unless(ours.covers(theirs), Aspect::Waits, &format_args!("{ours} s"), &format_args!("{theirs} s"));
    }
    for (ours, theirs) in repeated(&ours.sent).iter().zip(repeated(&theirs.sent)) {
        all.check(Aspect::RequestId, ours, &theirs);
    }
}
