//! The faults, and how often each happens.

use crate::Dice;

/// Whether the server accepts the message that it fails to acknowledge.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Effect {
    /// No.
    None,
    /// Yes, before the failure.
    Before,
    /// Yes, but only after the client has seen the failure.
    After,
}

/// The fault of a new connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ConnectionFault {
    /// None: it is served.
    None,
    /// It is closed before the server reads from it.
    Close,
    /// It is reset before the server reads from it.
    Reset,
    /// It is closed, and the server stops listening for a while: new connections are refused.
    StopListening,
    /// TLS only: it is closed once the client's half of the handshake has begun.
    CloseInHandshake,
}

/// The fault of a request whose head the server has read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Fault {
    /// None: 202.
    Accept,
    /// 202, and then the connection is closed without an announcement.
    AcceptAndClose,
    /// This status, with these additional header lines.
    Respond(u16, &'static str, Effect),
    /// The connection is reset after the head.
    ResetAfterHead,
    /// The connection is reset instead of a response.
    Reset(Effect),
    /// The connection is closed instead of a response.
    Close(Effect),
    /// A response long after the attempt's timeout: 202 if the message is accepted, else 500.
    Stall(Effect),
    /// The response, 202 or 500, ends within its head.
    CutHead(Effect),
    /// The response, 202 or 500, ends within its body.
    CutBody(Effect),
}

const RETRY_AFTER: [&str; 4] = ["", "retry-after: 0\r\n", "retry-after-ms: 2\r\n", "x-ms-retry-after-ms: 5\r\n"];

impl ConnectionFault {
    /// The fault of the connection with this number.
    pub fn draw(seed: u64, connection: u64, tls: bool) -> Self {
        match Dice::new(seed, 1, connection).throw(100) {
            0..4 => Self::Close,
            4..8 => Self::Reset,
            8..10 => Self::StopListening,
            10..14 if tls => Self::CloseInHandshake,
            _ => Self::None,
        }
    }
}

impl Fault {
    /// One message in thirty is never accepted.
    fn is_never_accepted(seed: u64, message: u32) -> bool {
        Dice::new(seed, 3, u64::from(message)).throw(30) == 0
    }

    /// One message in two hundred gets a `Retry-After` of an hour.
    fn gets_long_retry_after(seed: u64, message: u32) -> bool {
        Dice::new(seed, 4, u64::from(message)).throw(200) == 0
    }

    /// The fault of this attempt at this message.
    pub fn draw(seed: u64, message: u32, attempt: u32) -> Self {
        let mut dice = Dice::new(seed, 2, u64::from(message) << 32 | u64::from(attempt));
        if Self::is_never_accepted(seed, message) {
            return dice.one_of(&[
                Self::Respond(429, RETRY_AFTER[2], Effect::None),
                Self::Respond(503, RETRY_AFTER[1], Effect::None),
                Self::Respond(502, "", Effect::None),
                Self::ResetAfterHead,
                Self::Close(Effect::None),
                Self::Stall(Effect::None),
                Self::CutHead(Effect::None),
            ]);
        }
        if Self::gets_long_retry_after(seed, message) {
            return Self::Respond(429, "retry-after: 3600\r\n", Effect::None);
        }
        let effect = dice.one_of(&[Effect::None, Effect::Before]);
        match dice.throw(100) {
            // Not accepted, and the client knows that.
            0..6 => Self::Respond(429, dice.one_of(&RETRY_AFTER), Effect::None),
            6..10 => Self::Respond(503, dice.one_of(&RETRY_AFTER[1..]), Effect::None),
            // The client does not know whether it is accepted.
            10..12 => Self::Respond(503, "", effect),
            12..18 => Self::Respond(dice.one_of(&[408, 500, 502, 504]), dice.one_of(&RETRY_AFTER), effect),
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

    /// The name under which the fault is counted.
    pub fn name(self) -> &'static str {
        match self {
            Self::Accept => "202",
            Self::AcceptAndClose => "202, then closed",
            Self::Respond(429, ..) => "429",
            Self::Respond(503, "", _) => "503",
            Self::Respond(503, ..) => "503 with Retry-After",
            Self::Respond(..) => "408, 500, 502, 504",
            Self::ResetAfterHead => "reset after the head",
            Self::Reset(_) => "reset",
            Self::Close(_) => "closed",
            Self::Stall(_) => "stalled",
            Self::CutHead(_) => "cut in the head",
            Self::CutBody(_) => "cut in the body",
        }
    }
}
