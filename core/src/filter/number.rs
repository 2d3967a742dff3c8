//! Expressions whose value is a whole number.

use super::{Filter, compare};
use alloc::string::String;

/// A number of a connection in a filter: a length or a position. Ends in a comparison; where there is no number, because
/// there is no text, `gt`, `ge`, `lt` and `le` are false.
#[derive(Clone, Debug, PartialEq, Eq)]
#[must_use = "it becomes a filter by a comparison"]
#[allow(clippy::should_implement_trait)] // The filter language's words; they compare at the service, not here.
pub struct FilterNumber(String);

#[allow(clippy::should_implement_trait)] // As above.
impl FilterNumber {
    pub(super) fn new(text: String) -> Self {
        Self(text)
    }

    /// Equal to.
    pub fn eq(&self, number: i32) -> Filter {
        compare(&self.0, "eq", &number)
    }

    /// Not equal to.
    pub fn ne(&self, number: i32) -> Filter {
        compare(&self.0, "ne", &number)
    }

    /// Greater than.
    pub fn gt(&self, number: i32) -> Filter {
        compare(&self.0, "gt", &number)
    }

    /// Greater than or equal to.
    pub fn ge(&self, number: i32) -> Filter {
        compare(&self.0, "ge", &number)
    }

    /// Less than.
    pub fn lt(&self, number: i32) -> Filter {
        compare(&self.0, "lt", &number)
    }

    /// Less than or equal to.
    pub fn le(&self, number: i32) -> Filter {
        compare(&self.0, "le", &number)
    }
}
