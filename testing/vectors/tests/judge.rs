//! All recordings against the table.

use webpubsub_vectors::judge::judge;
use webpubsub_vectors::load::{data, load};
use webpubsub_vectors::report::Report;
use webpubsub_vectors::rules::RULES;

#[test]
fn every_case_agrees_or_differs_by_a_rule() {
    let recordings = load(&data()).expect("the recordings");
    let judgement = judge(&recordings, RULES);
    println!("{}", Report::new(&judgement, RULES));
    assert!(judgement.problems.is_empty(), "{:#?}", judgement.problems);

    let judged = judgement.agreeing.len() + judgement.on_purpose.len();
    assert_eq!(judged, judgement.cases, "a case in no class, or in two");
    assert!(judged > 280, "only {judged} cases were judged");
}
