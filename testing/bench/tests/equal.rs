//! The floor is a floor only if it sends the same.

use webpubsub_bench::{Case, cases};

#[test]
fn both_sides_send_the_same_requests() {
    let cases = cases().expect("cases");
    cases.iter().try_for_each(Case::check_equal).expect("equal");
}
