//! Prints what each call costs beside its baseline; with an argument, only the cases whose name contains it. Asserts that
//! both sides send the same, and nothing about time.

use webpubsub_bench::Failure;
use webpubsub_bench::calls::{Case, cases, compare};

fn main() -> Result<(), Failure> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    if arguments.iter().any(|argument| argument == "--list") {
        return Ok(()); // A test runner asks what tests there are: none.
    }
    let cases = cases()?;
    cases.iter().try_for_each(Case::check_equal)?;
    println!("{} cases; both sides send the same requests", cases.len());
    if !arguments.iter().any(|argument| argument == "--bench") {
        return Ok(()); // Run as a test.
    }
    let wanted = arguments.iter().find(|argument| !argument.starts_with('-')).map_or("", String::as_str);
    println!("medians of 20 interleaved rounds, nanoseconds");
    println!();
    println!("{:<32}{:>10}{:>28}{:>28}", "", "", "request", "call");
    println!(
        "{:<32}{:>10}{:>10}{:>10}{:>8}{:>10}{:>10}{:>8}",
        "operation", "prepare", "ours", "baseline", "ratio", "ours", "baseline", "ratio"
    );
    for case in cases.iter().filter(|case| case.name().contains(wanted)) {
        let prepare = compare(|| case.prepare(), || case.baseline_request());
        let request = compare(|| case.request(), || case.baseline_request());
        let call = compare(|| case.call(), || case.baseline_call());
        println!(
            "{:<32}{:>10.0}{:>10.0}{:>10.0}{:>8.2}{:>10.0}{:>10.0}{:>8.2}",
            case.name(),
            prepare.ours,
            request.ours,
            request.baseline,
            request.ratio(),
            call.ours,
            call.baseline,
            call.ratio()
        );
    }
    Ok(())
}
