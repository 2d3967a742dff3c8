//! Results for readers: the report, and `BEHAVIOUR.md`, which shows what this library and each SDK do when a call does
//! not simply succeed, side by side.

mod cells;

use crate::behaviour::{Behaviour, of_library, of_sdk};
use crate::facts::{arguments, responses};
use crate::judge::{Aspect, Kind, Report, Rule, judge};
use crate::recording::{Case, Sdk};
use std::collections::BTreeSet;
use std::fmt::Write;

/// The report, in Markdown. `rules`: those by which was judged.
pub fn report(report: &Report, rules: &[Rule]) -> String {
    let Report { cases, agreeing, explained, by_rule, problems } = report;
    let (agree, differ, wrong) = (agreeing.len(), explained.len(), problems.len());
    let mut text =
        format!("{cases} cases: {agree} agree with every SDK, {differ} differ on purpose, {wrong} problems.\n");
    for problem in problems {
        let _ = writeln!(text, "* PROBLEM {problem}");
    }
    text += "\n| rule | reason | differs from | cases | for example |\n| --- | --- | --- | --- | --- |\n";
    for (place, Rule { name, reason, kind }) in rules.iter().enumerate() {
        let from = match kind {
            Kind::Rejected(_) => "whoever sends it".to_owned(),
            Kind::Differs { sdks, .. } => sdks.iter().map(ToString::to_string).collect::<Vec<_>>().join(", "),
        };
        let cases = by_rule.get(&place);
        let example = cases.and_then(BTreeSet::first).map_or("", String::as_str);
        let (name, reason) = (name.replace('|', "\\|"), reason.replace('|', "\\|"));
        let number = cases.map_or(0, BTreeSet::len);
        let _ = writeln!(text, "| {name} | {reason} | {from} | {number} | {example} |");
    }
    text
}

const HEAD: &str = "\
<!-- Written by `cargo run -p webpubsub-vectors -- --behaviour`, and compared with it by a test: change `src/page/` instead. -->

# When a call does not simply succeed

What this library does, compared with the official SDKs, for each recorded call of this kind. For this library it is what the
client does when the recorder's responses are replayed, for an SDK what was recorded; see the [README](README.md).

`2× after 0–0.5 s: success` is two attempts with a backoff of 0 to 0.5 s between them, drawn at random, and a success. An
SDK's backoff is that of the one time that it was recorded. Where no SDK retried, a retry receives the same response. A
number under *why* is a reason below; without one all do the same, and an SDK's backoff lies in our range.
";

/// A part of the page: its title, which cases it shows, and what of them.
type Section = (&'static str, fn(&Case) -> bool, fn(&Behaviour) -> String);

const SECTIONS: [Section; 5] = [
    ("Transient errors, and responses with Retry-After", transient, cells::attempts),
    ("Broken and missing connections", no_connection, cells::attempts),
    ("Redirects to another host", responses::redirected, cells::attempts),
    ("A credential that fails", arguments::no_token, cells::tokens),
    ("What logs show", |case| case.call.client.log.is_some(), cells::log),
];

fn transient(case: &Case) -> bool {
    case.responses().first().is_some_and(|response| {
        let transient = response.status.is_some_and(|status| matches!(status, 408 | 429 | 500..600));
        (transient || responses::retry_after(response).is_some()) && !no_connection(case)
    })
}

fn no_connection(case: &Case) -> bool {
    case.is_unreachable() || case.responses().iter().any(|response| response.drop || response.truncate)
}

/// Writes `BEHAVIOUR.md`; an error says what cannot be understood.
pub fn behaviour(cases: &[Case], rules: &[Rule]) -> Result<String, String> {
    let by_rule = judge(cases, rules).by_rule;
    let reasons = |case: &Case| {
        let explaining = by_rule.iter().filter(|(_, cases)| cases.contains(&case.name)).map(|(place, _)| *place);
        explaining.filter(|place| is_shown(&rules[*place])).collect::<BTreeSet<usize>>()
    };
    let mut page = HEAD.to_owned();
    for (title, belongs, cell) in SECTIONS {
        let (mut rows, mut numbers) = (Vec::new(), Vec::new());
        let mut cases: Vec<_> = cases.iter().filter(|case| belongs(case)).collect();
        cases.sort_by_cached_key(|case| cells::condition(case));
        for case in cases {
            let ours = of_library(case)?;
            let verb = ours.requests.first().map_or("", |sent| &sent.method);
            let mut row = format!("| {} | {} | {} |", cells::condition(case), cells::call(case, verb), cell(&ours));
            for sdk in Sdk::ALL {
                let recording = case.recordings.iter().find(|(of, _)| *of == sdk).map(|(_, recording)| recording);
                let theirs = recording.map(|recording| of_sdk(recording, case.is_unreachable())).transpose()?;
                let _ = write!(row, " {} |", theirs.as_ref().map_or("not recorded".to_owned(), cell));
            }
            rows.push(format!("{row} {} |", why(&reasons(case), &mut numbers)));
        }
        write_section(&mut page, title, &rows, &numbers, rules);
    }
    Ok(page)
}

/// Whether the rule is about what the page shows.
fn is_shown(rule: &Rule) -> bool {
    use Aspect::{Attempts, Backoff, Log, Rejected, Status, Tokens, Unreadable, Value};
    let shown = [Attempts, Backoff, Log, Rejected, Status, Tokens, Unreadable, Value];
    match rule.kind {
        Kind::Rejected(_) => true,
        Kind::Differs { aspects, .. } => aspects.iter().any(|aspect| shown.contains(aspect)),
    }
}

/// Numbers of the reasons, in the order in which they first appear.
fn why(reasons: &BTreeSet<usize>, numbers: &mut Vec<usize>) -> String {
    for place in reasons {
        if !numbers.contains(place) {
            numbers.push(*place);
        }
    }
    let mut found: Vec<_> = numbers.iter().enumerate().filter(|(_, place)| reasons.contains(*place)).collect();
    found.sort_unstable();
    found.iter().map(|(number, _)| (number + 1).to_string()).collect::<Vec<_>>().join(", ")
}

fn write_section(page: &mut String, title: &str, rows: &[String], numbers: &[usize], rules: &[Rule]) {
    let _ = write!(page, "\n## {title}\n\n| condition | call | this library |");
    for sdk in Sdk::ALL {
        let _ = write!(page, " {} |", sdk.name());
    }
    let _ = writeln!(page, " why |\n{}", "| --- ".repeat(7) + "|");
    for row in rows {
        let _ = writeln!(page, "{row}");
    }
    if !numbers.is_empty() {
        page.push('\n');
    }
    for (number, place) in numbers.iter().enumerate() {
        let Rule { name, reason, .. } = rules[*place];
        let _ = writeln!(page, "{}. {name}: {reason}.", number + 1);
    }
}
