//! Logs: silence unless asked, and never a secret.

use super::Breaches;
use crate::behaviour::{Behaviour, Outcome, Returned};
use crate::load::Case;
use crate::recorder::TOKEN;
use crate::shown::{Shown, shown};

pub(super) fn check(found: &mut Breaches, case: &Case, ours: &Behaviour, key: &str) {
    if case.call.client.log.as_deref() != Some("verbose") {
        found.unless(ours.effort.log.is_empty(), "nothing is logged unless the caller asks for it");
    }
    let text = ours.effort.loudest_log.join("\n");
    let loudest = shown(&ours.effort.loudest_log, ours);
    let secret = [Shown::Authorization, Shown::ClientToken].iter().any(|secret| loudest.contains(secret));
    found.unless(!secret && !text.contains(TOKEN), "no log shows a token");
    found.unless(key.len() < 2 || !text.contains(key), "no log shows a key");
    if let Outcome::Returned(Returned::Access(access)) = &ours.outcome {
        found.unless(!text.contains(&access.url), "no log shows where a client connects with its token");
    }
    let requests = ours.effort.loudest_log.iter().filter(|line| line.starts_with("webpubsub::request ")).count();
    found.unless(requests == ours.sent.len(), "each request is logged if the caller asks for it");
}
