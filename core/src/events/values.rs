//! Names with several values each.

use crate::json::Json;
use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;

/// Claims, query or headers of a client: names, each with its values, in order.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Values(Vec<(String, Vec<String>)>);

impl Values {
    /// Of an object with a list of texts, or one text, for each name. What is neither has no values.
    pub(super) fn parse(json: Json<'_>) -> Self {
        let values = |value: Json<'_>| match value.text() {
            Some(text) => [text].into(),
            None => texts(value),
        };
        Self(json.fields().map(|(name, value)| (name, values(value))).collect())
    }

    /// The first value of a name, in this case.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.all(name).first().map(String::as_str)
    }

    /// All values of a name, in this case.
    pub fn all(&self, name: &str) -> &[String] {
        self.find(|given| given == name)
    }

    /// The first value of a name, in any case.
    pub(super) fn get_ignoring_case(&self, name: &str) -> Option<&str> {
        self.find(|given| given.eq_ignore_ascii_case(name)).first().map(String::as_str)
    }

    fn find(&self, is: impl Fn(&str) -> bool) -> &[String] {
        self.0.iter().find(|(given, _)| is(given)).map_or(&[], |(_, values)| values)
    }

    /// Names and their values.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &[String])> {
        self.0.iter().map(|(name, values)| (name.as_str(), values.as_slice()))
    }
}

/// The texts of a list.
pub(super) fn texts(json: Json<'_>) -> Vec<String> {
    json.items().filter_map(Json::text).collect()
}

/// Shows the names alone: a value can be a token or a cookie.
impl fmt::Debug for Values {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.0.iter().map(|(name, _)| name)).finish()
    }
}
