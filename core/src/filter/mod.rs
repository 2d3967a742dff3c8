//! Which connections a call is for, as an expression that the service evaluates.
//!
//! Grammar: <https://learn.microsoft.com/azure/azure-web-pubsub/reference-odata-filter>

mod number;
mod text;

pub use number::FilterNumber;
pub use text::FilterText;

use crate::BuildError;
use alloc::format;
use alloc::string::{String, ToString};
use core::fmt;

/// A condition on a connection: its user, its id, its groups.
///
/// Built from parts, all text is quoted and cannot change the meaning, whatever it contains:
///
/// ```
/// # use webpubsub_core::Filter;
/// let others = Filter::user_id().ne("o'brien").and(Filter::in_group("lobby"));
/// assert_eq!(others.as_str(), "userId ne 'o''brien' and 'lobby' in groups");
/// ```
///
/// The service takes about 100 clauses; it returns 400 for more.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Filter {
    text: String,
    form: Form,
}

/// The operator at the top of an expression: where it needs parentheses inside another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Form {
    Comparison,
    And,
    Or,
    Raw,
}

impl Filter {
    /// The user id of the connection; null for an anonymous one.
    pub fn user_id() -> FilterText {
        FilterText::new("userId".into())
    }

    /// The connection id.
    pub fn connection_id() -> FilterText {
        FilterText::new("connectionId".into())
    }

    /// `'group' in groups`: the connection is a member.
    pub fn in_group(group: &str) -> Self {
        Self::comparison(format!("{} in groups", quoted(group)))
    }

    /// `length(groups)`: how many groups the connection is in.
    pub fn group_count() -> FilterNumber {
        FilterNumber::new("length(groups)".into())
    }

    /// An expression written by hand. Text of users must not go into it unquoted: a `'` in it ends the string, and the
    /// message goes to others.
    pub fn raw(expression: impl Into<String>) -> Self {
        Self { text: expression.into(), form: Form::Raw }
    }

    /// True if both expressions are true.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        let joint = |part: Self| part.inside(&[Form::Comparison, Form::And]);
        Self { text: format!("{} and {}", joint(self), joint(other)), form: Form::And }
    }

    /// True if at least one of the expressions is true.
    #[must_use]
    pub fn or(self, other: Self) -> Self {
        let joint = |part: Self| part.inside(&[Form::Comparison, Form::And, Form::Or]);
        Self { text: format!("{} or {}", joint(self), joint(other)), form: Form::Or }
    }

    /// The expression as it is sent.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    fn comparison(text: String) -> Self {
        Self { text, form: Form::Comparison }
    }

    fn inside(self, without_parentheses: &[Form]) -> String {
        if without_parentheses.contains(&self.form) { self.text } else { format!("({})", self.text) }
    }

    /// An empty filter would mean everybody.
    pub(crate) fn validate(&self) -> Result<(), BuildError> {
        if self.text.trim().is_empty() {
            return Err(BuildError::new(
                "filter",
                "must not be empty or whitespace only (leave it out for all connections)",
            ));
        }
        Ok(())
    }
}

/// `!filter`: true where the filter is false.
impl core::ops::Not for Filter {
    type Output = Self;

    fn not(self) -> Self {
        Self::comparison(format!("not ({})", self.text))
    }
}

impl fmt::Display for Filter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

/// A string of the filter language; a quote in it is doubled.
fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\'', "''"))
}

/// Either side of a comparison, with what stands between.
fn compare(left: &str, operator: &str, right: &dyn ToString) -> Filter {
    Filter::comparison(format!("{left} {operator} {}", right.to_string()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parentheses_where_the_precedence_needs_them() {
        let a = || Filter::user_id().eq("a");
        let b = || Filter::connection_id().eq("b");
        for (filter, text) in [
            (a().and(b()).or(a()), "userId eq 'a' and connectionId eq 'b' or userId eq 'a'"),
            (a().and(b().or(a())), "userId eq 'a' and (connectionId eq 'b' or userId eq 'a')"),
            (!a().and(b()), "not (userId eq 'a' and connectionId eq 'b')"),
            (!a(), "not (userId eq 'a')"),
            (Filter::raw("x or y").and(a()), "(x or y) and userId eq 'a'"),
            (Filter::user_id().is_null(), "userId eq null"),
            (Filter::user_id().is_in(["a", "o'b"]), "userId in ('a','o''b')"),
            (Filter::user_id().is_in([""; 0]), "false"),
            (Filter::user_id().to_lower().starts_with("'"), "startswith(tolower(userId),'''')"),
            (
                Filter::user_id().trim().substring(1, Some(2)).ends_with("x"),
                "endswith(substring(trim(userId),1,2),'x')",
            ),
            (Filter::user_id().length().gt(5), "length(userId) gt 5"),
            (Filter::user_id().index_of("@").le(-1), "indexof(userId,'@') le -1"),
            (Filter::user_id().concat("!").to_upper().contains("A!"), "contains(toupper(concat(userId,'!')),'A!')"),
            (Filter::group_count().eq(0), "length(groups) eq 0"),
        ] {
            assert_eq!(filter.as_str(), text);
        }
    }

    #[test]
    fn empty_is_rejected() {
        assert!(Filter::raw(" ").validate().is_err());
    }
}
