//! The table of what is repeated, as the design has it, worked through once more.

use super::attempts::{End, ends, is_head, is_question, is_repeatable};
use crate::load::Case;
use crate::recorder::Draw;
use std::time::Duration;

const ATTEMPTS: usize = 4;
const DEADLINE: Duration = Duration::from_secs(100);

/// The top of the range of the first wait; the next is twice as long.
const FIRST: Duration = Duration::from_millis(500);

/// What the table says of a case.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Course {
    /// How many attempts each call has; all but a few cases are one call.
    pub calls: Vec<usize>,
    /// The waits in order.
    pub waits: Vec<Duration>,
    /// How the last attempt of the last call ends.
    pub end: Option<End>,
    /// Whether that call may have taken effect although it failed.
    pub in_doubt: bool,
    /// Whether a request of that call arrived.
    pub arrived: bool,
    /// The ends after which there was another attempt.
    pub repeated: Vec<End>,
    /// The last attempt would have been repeated if the wait that was asked for were shorter.
    pub wait_too_long: bool,
}

/// What an end tells about the request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Fate {
    Succeeded,
    NotAccepted,
    Unknown,
    Settled,
}

fn fate(end: End) -> Fate {
    match end {
        End::Unreachable | End::Status { status: 429, .. } | End::Status { status: 503, asked: Some(_) } => {
            Fate::NotAccepted
        }
        End::BrokenOff | End::Status { status: 408 | 500 | 502 | 503 | 504, .. } => Fate::Unknown,
        End::Status { status, .. } if status < 300 => Fate::Succeeded,
        End::Status { .. } => Fate::Settled,
    }
}

/// Whether nobody can know what became of the request.
pub fn is_unknown(end: End) -> bool {
    fate(end) == Fate::Unknown
}

/// Whether it is sure that the request was not accepted, so that no verb stands against another attempt.
pub fn is_not_accepted(end: End) -> bool {
    fate(end) == Fate::NotAccepted
}

/// The course of a case when the shortest or the longest waits are drawn. A failure at the end of what was recorded
/// comes again.
pub fn course(case: &Case, draw: Draw) -> Course {
    let ends = ends(case);
    let mut course = Course::default();
    let mut call = (0, DEADLINE);
    for place in 0.. {
        let Some(end) = ends.get(place).or(ends.last().filter(|last| fate(**last) != Fate::Succeeded)) else { break };
        let (attempts, left) = (call.0 + 1, call.1);
        course.end = Some(*end);
        course.arrived = (course.arrived && attempts > 1) || *end != End::Unreachable;
        course.in_doubt = (course.in_doubt && attempts > 1) || leaves_doubt(case, *end);
        let again = match fate(*end) {
            Fate::NotAccepted => true,
            Fate::Unknown => is_repeatable(case),
            Fate::Succeeded | Fate::Settled => false,
        };
        let wait = wait(*end, attempts, draw);
        course.wait_too_long = again && attempts < ATTEMPTS && wait >= left;
        if again && attempts < ATTEMPTS && wait < left {
            course.waits.push(wait);
            course.repeated.push(*end);
            call = (attempts, left.saturating_sub(wait));
            continue;
        }
        course.calls.push(attempts);
        call = (0, DEADLINE);
        // What is no failure may be followed by another call of the same case.
        let no = is_head(case) && matches!(end, End::Status { status: 404, .. });
        if !(no || fate(*end) == Fate::Succeeded) || place + 1 >= ends.len() {
            break;
        }
    }
    course
}

/// Whether a request that ended so may have taken effect.
fn leaves_doubt(case: &Case, end: End) -> bool {
    match fate(end) {
        _ if is_question(case) => false,
        Fate::NotAccepted => false,
        Fate::Unknown | Fate::Succeeded => true,
        Fate::Settled => !matches!(end, End::Status { status: 300..500, .. }),
    }
}

fn wait(end: End, attempts: usize, draw: Draw) -> Duration {
    let drawn = if draw == Draw::Lowest { Duration::ZERO } else { FIRST * (1 << (attempts - 1)) };
    match end {
        End::Status { asked, .. } => drawn.max(asked.unwrap_or_default()),
        End::BrokenOff | End::Unreachable => drawn,
    }
}
