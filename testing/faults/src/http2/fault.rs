//! The faults of HTTP/2, and how often each happens.

use crate::{Dice, Fault};

/// The fault of a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Http2Fault {
    /// One that HTTP/1.1 has as well. It ends the stream; if `cuts`, the whole connection with all its streams.
    Common { fault: Fault, cuts: bool },
    /// The stream is refused: the request is not processed.
    Refuse,
    /// A GOAWAY whose last stream is the last one that is being processed; so this request is not, if it is later. The
    /// streams up to the last one get their responses.
    GoAway,
    /// The same, and then the connection is closed.
    GoAwayAndClose,
    /// A GOAWAY that only announces that the server is about to shut down, and 202.
    Announce,
    /// Until after the attempt's timeout, new streams have no room for any data; and 202.
    CloseWindows,
    /// This stream gets no room for the rest of its data.
    StallWindow,
    /// 429 before the request is read in full, and the stream is reset as if there were no error.
    RespondEarly,
}

impl Http2Fault {
    /// The fault of this attempt at this message; `is_partial`: the beginning of its data has arrived.
    pub(super) fn draw(seed: u64, message: u32, attempt: u32, is_partial: bool) -> Self {
        let mut dice = Dice::new(seed, 5, u64::from(message) << 32 | u64::from(attempt));
        let fault = Fault::draw(seed, message, attempt);
        match dice.throw(1_000) {
            0..40 => Self::Refuse,
            40..55 => Self::GoAway,
            55..60 => Self::GoAwayAndClose,
            // Accepted, so only where that is allowed.
            60..70 if fault == Fault::Accept => Self::Announce,
            70..75 if fault == Fault::Accept => Self::CloseWindows,
            80..180 if is_partial => Self::StallWindow,
            180..280 if is_partial => Self::RespondEarly,
            _ => Self::Common { fault, cuts: dice.throw(30) == 0 },
        }
    }

    /// Whether the stream is refused as soon as its head arrives.
    pub(super) fn refuses_head(seed: u64, connection: u64, stream: u32) -> bool {
        Dice::new(seed, 6, connection << 32 | u64::from(stream)).throw(100) == 0
    }

    /// How many streams this connection may have at once.
    pub(super) fn max_streams(seed: u64, connection: u64) -> u32 {
        Dice::new(seed, 7, connection).one_of(&[4, 20, 100])
    }

    /// The name under which the fault is counted.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Common { fault, cuts: false } => fault.name(),
            Self::Common { fault: Fault::Reset(_) | Fault::ResetAfterHead, .. } => "connection reset",
            Self::Common { fault: Fault::Close(_), .. } => "connection closed",
            Self::Common { fault: Fault::CutHead(_) | Fault::CutBody(_), .. } => "connection cut in a response",
            Self::Common { fault, .. } => fault.name(),
            Self::Refuse => "stream refused",
            Self::GoAway => "GOAWAY",
            Self::GoAwayAndClose => "GOAWAY, then closed",
            Self::Announce => "GOAWAY announced",
            Self::CloseWindows => "no window for new streams",
            Self::StallWindow => "no window for the rest",
            Self::RespondEarly => "429 early",
        }
    }
}
