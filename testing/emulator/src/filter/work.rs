//! The bounds of the evaluation of one filter for many connections.

use std::fmt;

use super::value::Value;

/// This many bytes that a function reads are a step.
const BYTES_PER_STEP: usize = 64;

/// What is left of them.
#[derive(Clone, Debug)]
pub(crate) struct Work {
    max_steps: u64,
    max_text: usize,
    steps: u64,
    /// For the present connection.
    text: usize,
}

/// A bound was exceeded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Exceeded {
    Steps(u64),
    Text(usize),
}

impl Work {
    pub(crate) fn new(max_steps: u64, max_text: usize) -> Self {
        Self { max_steps, max_text, steps: max_steps, text: max_text }
    }

    pub(super) fn unbounded() -> Self {
        Self::new(u64::MAX, usize::MAX)
    }

    pub(super) fn next_connection(&mut self) {
        self.text = self.max_text;
    }

    pub(super) fn steps(&mut self, count: usize) -> Result<(), Exceeded> {
        self.steps = u64::try_from(count)
            .ok()
            .and_then(|count| self.steps.checked_sub(count))
            .ok_or(Exceeded::Steps(self.max_steps))?;
        Ok(())
    }

    /// Before values are read, and a text as long as all of them is made if `makes_text`.
    pub(super) fn values(&mut self, values: &[Value<'_>], makes_text: bool) -> Result<(), Exceeded> {
        let bytes = values.iter().map(Value::size).fold(0, usize::saturating_add);
        if makes_text {
            self.text = self.text.checked_sub(bytes).ok_or(Exceeded::Text(self.max_text))?;
        }
        self.steps(bytes / BYTES_PER_STEP)
    }
}

impl fmt::Display for Exceeded {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Steps(max) => write!(f, "The filter takes more than the {max} steps of max_filter_steps."),
            Self::Text(max) => write!(f, "The filter makes more than the {max} bytes of text of max_filter_text."),
        }
    }
}
