//! All recordings against the table, and `BEHAVIOUR.md` against what the judge sees.

use webpubsub_vectors::judge::{RULES, judge};
use webpubsub_vectors::page;
use webpubsub_vectors::recording::{data, load};

#[test]
fn every_case_agrees_or_differs_by_a_rule() {
    let report = judge(&load(&data()).expect("the recordings"), RULES);
    println!("{}", page::report(&report, RULES));
    assert!(report.problems.is_empty(), "{:#?}", report.problems);

    let judged = report.agreeing.len() + report.explained.len();
    assert_eq!(judged, report.cases, "a case in no class, or in two");
    assert!(judged > 280, "only {judged} cases were judged");
}

#[test]
fn the_page_is_the_generated_one() {
    let generated = page::behaviour(&load(&data()).expect("the recordings"), RULES).expect("a page");
    let again = "cargo run -p webpubsub-vectors -- --behaviour > testing/vectors/BEHAVIOUR.md";
    for (number, (written, generated)) in include_str!("../BEHAVIOUR.md").lines().zip(generated.lines()).enumerate() {
        assert_eq!(written, generated, "line {}: {again}", number + 1);
    }
    assert!(include_str!("../BEHAVIOUR.md") == generated, "{again}");
}
