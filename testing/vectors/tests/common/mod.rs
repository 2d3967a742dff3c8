//! Recordings with something changed.

use webpubsub_vectors::case::{Record, Request};
use webpubsub_vectors::judge::judge;
use webpubsub_vectors::load::{Recordings, data, load};
use webpubsub_vectors::rules::RULES;

pub(crate) fn recordings() -> Recordings {
    load(&data()).expect("the recordings")
}

/// What the judge finds in one case after the change.
pub(crate) fn problems(case: &str, mut change: impl FnMut(&mut Record)) -> Vec<String> {
    let mut recordings = recordings();
    recordings.cases.retain(|recorded| recorded.name == case);
    let [only] = &mut recordings.cases[..] else { panic!("no case {case}") };
    only.records.iter_mut().for_each(|(_, record)| change(record));
    only.call = only.records[0].1.call.clone();
    let mut problems = judge(&recordings, RULES).problems;
    problems.retain(|problem| problem.starts_with(case));
    problems
}

pub(crate) fn edit(record: &mut Record, change: impl FnOnce(&mut Request)) {
    if let Some(request) = &mut record.request {
        change(request);
    }
}

/// Another value for a header.
pub(crate) fn swap(request: &mut Request, name: &str, value: &str) {
    for header in request.headers.iter_mut().filter(|header| header.0 == name) {
        value.clone_into(&mut header.1);
    }
}
