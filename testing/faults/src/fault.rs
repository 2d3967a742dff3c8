//! What can happen to a request, and how often.

use crate::Dice;

/// Whether the server accepts the message that it fails to acknowledge.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Effect {
    /// It does not.
    None,
    /// It did, before failing.
    Before,
    /// It does, but only after the failure has reached the client.
    After,
}

/// What happens to a connection that comes in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Hang {
    /// It is served.
    Up,
    /// It is closed before anything was read.
    Close,
    /// It is reset before anything was read.
    Reset,
    /// It is closed, and for a while nobody listens: others are refused.
    Deaf,
}

/// What happens to a request whose head has been read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Fault {
    /// None: 202.
    Accept,
    /// 202, and then the connection is closed without notice.
    AcceptAndClose,
    /// This status, with these further header lines.
    Answer(u16, &'static str, Effect),
    /// The connection is reset once the head has been read.
    ResetAfterHead,
    /// The connection is reset in place of an answer.
    Reset(Effect),
    /// The connection is closed in place of an answer.
    Close(Effect),
    /// An answer long after the attempt's limit: 202 if the message is accepted, else 500.
    Stall(Effect),
    /// The answer, 202 or 500, ends within its head.
    CutHead(Effect),
    /// The answer, 202 or 500, ends within its body.
    CutBody(Effect),
}

const WAITS: [&str; 4] = ["", "retry-after: 0\r\n", "retry-after-ms: 2\r\n", "x-ms-retry-after-ms: 5\r\n"];

impl Hang {
    /// By the number of the connection.
    pub fn draw(seed: u64, connection: u64) -> Self {
        match Dice::new(seed, 1, connection).throw(100) {
            0..4 => Self::Close,
            4..8 => Self::Reset,
            8..10 => Self::Deaf,
            _ => Self::Up,
        }
    }
}

impl Fault {
    /// One message in thirty is accepted by no attempt.
    fn is_doomed(seed: u64, message: u32) -> bool {
        Dice::new(seed, 3, u64::from(message)).throw(30) == 0
    }

    /// One message in two hundred is to come back in an hour.
    fn is_sent_away(seed: u64, message: u32) -> bool {
        Dice::new(seed, 4, u64::from(message)).throw(200) == 0
    }

    /// By the number of the message and of its attempt.
    pub fn draw(seed: u64, message: u32, attempt: u32) -> Self {
        let mut dice = Dice::new(seed, 2, u64::from(message) << 32 | u64::from(attempt));
        if Self::is_doomed(seed, message) {
            return dice.one_of(&[
                Self::Answer(429, WAITS[2], Effect::None),
                Self::Answer(503, WAITS[1], Effect::None),
                Self::Answer(502, "", Effect::None),
                Self::ResetAfterHead,
                Self::Close(Effect::None),
                Self::Stall(Effect::None),
                Self::CutHead(Effect::None),
            ]);
        }
        if Self::is_sent_away(seed, message) {
            return Self::Answer(429, "retry-after: 3600\r\n", Effect::None);
        }
        let effect = dice.one_of(&[Effect::None, Effect::Before]);
        match dice.throw(100) {
            // Not accepted, and the client knows.
            0..6 => Self::Answer(429, dice.one_of(&WAITS), Effect::None),
            6..10 => Self::Answer(503, dice.one_of(&WAITS[1..]), Effect::None),
            // The client knows nothing.
            10..12 => Self::Answer(503, "", effect),
            12..18 => Self::Answer(dice.one_of(&[408, 500, 502, 504]), dice.one_of(&WAITS), effect),
            18..20 => Self::ResetAfterHead,
            20..24 => Self::Reset(effect),
            24..28 => Self::Close(effect),
            28..31 => Self::Stall(dice.one_of(&[Effect::None, Effect::Before, Effect::After])),
            31..33 => Self::CutHead(effect),
            33..35 => Self::CutBody(effect),
            35..41 => Self::AcceptAndClose,
            _ => Self::Accept,
        }
    }

    /// One name for all of a kind, for counting.
    pub fn name(self) -> &'static str {
        match self {
            Self::Accept => "202",
            Self::AcceptAndClose => "202, then closed",
            Self::Answer(429, ..) => "429",
            Self::Answer(503, "", _) => "503",
            Self::Answer(503, ..) => "503 with Retry-After",
            Self::Answer(..) => "408, 500, 502, 504",
            Self::ResetAfterHead => "reset after the head",
            Self::Reset(_) => "reset",
            Self::Close(_) => "closed",
            Self::Stall(_) => "stalled",
            Self::CutHead(_) => "cut in the head",
            Self::CutBody(_) => "cut in the body",
        }
    }
}
