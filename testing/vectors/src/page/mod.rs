//! `BEHAVIOUR.md`: what this library and each SDK do when a call does not simply succeed, side by side.

mod cell;
mod met;

use crate::behaviour::Behaviour;
use crate::compare::Aspect;
use crate::facts::{attempts, courses};
use crate::judge::judge;
use crate::load::{Case, Recordings, Sdk};
use crate::rule::{Kind, Rule};
use crate::{ours, theirs};
use std::collections::BTreeSet;
use std::fmt::Write;

const HEAD: &str = "\
<!-- Written by `cargo run -p webpubsub-vectors -- --behaviour`, and held against it by a test: change `src/page/` instead. -->

# When a call does not simply succeed

What this library does beside the official SDKs, for each recorded call of this kind. Ours is what the client does when the
recorder's answers are given to it again, theirs is what was recorded; see the [README](README.md).

`2× after 0–0.5 s: success` is two attempts with a wait of 0 to 0.5 s between them, left to chance, and a success. An SDK's
waits are those of the one time that it was recorded. Where nobody came back, the same answer is given to whoever does. A
number under *why* is a reason below; without one all do the same, and an SDK's waits lie in our range.
";

/// A part of the page: its title, which cases it shows, and what of them.
type Section = (&'static str, fn(&Case) -> bool, fn(&Behaviour) -> String);

const SECTIONS: [Section; 5] = [
    ("Answers that may pass, and answers with Retry-After", passing, cell::course),
    ("Broken and missing connections", no_connection, cell::course),
    ("Redirects to another host", courses::redirected, cell::course),
    ("A credential that fails", courses::no_token, cell::tokens),
    ("What logs show", |case| case.call.client.log.is_some(), cell::log),
];

fn passing(case: &Case) -> bool {
    case.answers().first().is_some_and(|answer| {
        let passing = answer.status.is_some_and(|status| matches!(status, 408 | 429 | 500..600));
        (passing || attempts::asked(answer).is_some()) && !no_connection(case)
    })
}

fn no_connection(case: &Case) -> bool {
    attempts::unreachable(case) || case.answers().iter().any(|answer| answer.drop || answer.truncate)
}

/// Writes the page; an error says what cannot be understood.
pub fn page(recordings: &Recordings, rules: &[Rule]) -> Result<String, String> {
    let by_rule = judge(recordings, rules).by_rule;
    let reasons = |case: &Case| {
        let explaining = by_rule.iter().filter(|(_, cases)| cases.contains(&case.name)).map(|(place, _)| *place);
        explaining.filter(|place| is_of_the_page(&rules[*place])).collect::<BTreeSet<usize>>()
    };
    let mut page = HEAD.to_owned();
    for (title, belongs, cell) in SECTIONS {
        let mut rows = Vec::new();
        let mut numbers = Vec::new();
        let mut cases: Vec<_> = recordings.cases.iter().filter(|case| belongs(case)).collect();
        cases.sort_by_cached_key(|case| met::met(case));
        for case in cases {
            let ours = ours::behaviour(case)?;
            let verb = ours.sent.first().map_or("", |sent| &sent.method);
            let mut row = format!("| {} | {} | {} |", met::met(case), met::called(case, verb), cell(&ours));
            for sdk in Sdk::ALL {
                let record = case.records.iter().find(|(of, _)| *of == sdk).map(|(_, record)| record);
                let behaviour = record.map(|record| theirs::behaviour(record, attempts::unreachable(case)));
                let text = behaviour.transpose()?.map_or("not recorded".to_owned(), |behaviour| cell(&behaviour));
                let _ = write!(row, " {text} |");
            }
            rows.push(format!("{row} {} |", why(&reasons(case), &mut numbers)));
        }
        write_section(&mut page, title, &rows, &numbers, rules);
    }
    Ok(page)
}

/// Rules about what the page shows.
fn is_of_the_page(rule: &Rule) -> bool {
    use Aspect::{Count, Log, Refused, Status, Tokens, Unreadable, Value, Waits};
    let shown = [Count, Log, Refused, Status, Tokens, Unreadable, Value, Waits];
    match rule.kind {
        Kind::Refuse(_) => true,
        Kind::Differ { what, .. } => what.iter().any(|aspect| shown.contains(aspect)),
    }
}

/// Numbers of the reasons, in the order in which they are met first.
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
    let _ = write!(page, "\n## {title}\n\n| met | call | this library |");
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
