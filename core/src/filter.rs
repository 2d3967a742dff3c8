//! Which connections a call is for, as an expression that the service evaluates.

use crate::BuildError;
use alloc::string::String;

/// An expression over `userId`, `connectionId` and `groups` in the service's subset of OData.
///
/// Grammar: <https://learn.microsoft.com/azure/azure-web-pubsub/reference-odata-filter>
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Filter(String);

impl Filter {
    /// An expression written by hand. Text of users must not go into it unquoted: a `'` in it ends the string, and the
    /// message goes to others.
    pub fn raw(expression: impl Into<String>) -> Self {
        Self(expression.into())
    }

    /// The expression as it is sent.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// An empty filter would mean everybody.
    pub(crate) fn check(&self) -> Result<(), BuildError> {
        if self.0.trim().is_empty() {
            return Err(BuildError::new("filter", "must not be blank (leave it out to mean everybody)"));
        }
        Ok(())
    }
}
