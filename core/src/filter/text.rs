//! Expressions whose value is text.

use super::{Filter, FilterNumber, compare, quoted};
use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

/// Text of a connection in a filter: a field, or what a function makes of one. Begins with [`Filter::user_id`] or
/// [`Filter::connection_id`]; ends in a comparison. Comparisons distinguish upper and lower case.
#[derive(Clone, Debug, PartialEq, Eq)]
#[must_use = "it becomes a filter by a comparison"]
pub struct FilterText(String);

impl FilterText {
    pub(super) fn new(text: String) -> Self {
        Self(text)
    }

    fn call(&self, function: &str, argument: &str) -> String {
        format!("{function}({},{})", self.0, quoted(argument))
    }

    /// The text is this.
    #[allow(clippy::should_implement_trait)] // The filter language's word; it compares at the service, not here.
    pub fn eq(&self, text: &str) -> Filter {
        compare(&self.0, "eq", &quoted(text))
    }

    /// The text is not this; true also where there is none.
    #[allow(clippy::should_implement_trait)] // As for `eq`.
    pub fn ne(&self, text: &str) -> Filter {
        compare(&self.0, "ne", &quoted(text))
    }

    /// There is no text: an anonymous connection has no user id.
    pub fn is_null(&self) -> Filter {
        compare(&self.0, "eq", &"null")
    }

    /// There is text.
    pub fn is_not_null(&self) -> Filter {
        compare(&self.0, "ne", &"null")
    }

    /// The text is one of these; with none to choose from, false.
    pub fn is_in<I>(&self, texts: I) -> Filter
    where
        I: IntoIterator,
        I::Item: AsRef<str>,
    {
        let texts: Vec<String> = texts.into_iter().map(|text| quoted(text.as_ref())).collect();
        if texts.is_empty() {
            return Filter::comparison("false".into());
        }
        compare(&self.0, "in", &format!("({})", texts.join(",")))
    }

    /// The text begins with this.
    pub fn starts_with(&self, text: &str) -> Filter {
        Filter::comparison(self.call("startswith", text))
    }

    /// The text ends with this.
    pub fn ends_with(&self, text: &str) -> Filter {
        Filter::comparison(self.call("endswith", text))
    }

    /// The text has this in it.
    pub fn contains(&self, text: &str) -> Filter {
        Filter::comparison(self.call("contains", text))
    }

    /// How many characters the text has.
    pub fn length(&self) -> FilterNumber {
        FilterNumber::new(format!("length({})", self.0))
    }

    /// Where this first stands in the text, counted from 0; -1 if nowhere.
    pub fn index_of(&self, text: &str) -> FilterNumber {
        FilterNumber::new(self.call("indexof", text))
    }

    /// The text in lower case.
    pub fn to_lower(&self) -> Self {
        Self(format!("tolower({})", self.0))
    }

    /// The text in upper case.
    pub fn to_upper(&self) -> Self {
        Self(format!("toupper({})", self.0))
    }

    /// The text without whitespace at its ends.
    pub fn trim(&self) -> Self {
        Self(format!("trim({})", self.0))
    }

    /// The text from `start`, counted from 0, up to `length` characters or to its end.
    pub fn substring(&self, start: u32, length: Option<u32>) -> Self {
        match length {
            Some(length) => Self(format!("substring({},{start},{length})", self.0)),
            None => Self(format!("substring({},{start})", self.0)),
        }
    }

    /// The text with this behind it.
    pub fn concat(&self, text: &str) -> Self {
        Self(self.call("concat", text))
    }
}
