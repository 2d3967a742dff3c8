//! The values of expressions.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::sync::Arc;

use super::expr::Literal;

#[derive(Clone, Debug)]
pub(super) enum Value<'a> {
    Null,
    Bool(bool),
    Int(i32),
    Text(Cow<'a, str>),
    /// The null of a string field that a connection does not have.
    NoText,
    Groups(&'a BTreeSet<Arc<str>>),
}

/// An operand has another type than its operator expects.
#[derive(Debug)]
pub(super) struct Mismatch {
    pub(super) found: &'static str,
    pub(super) expected: &'static str,
}

impl<'a> Value<'a> {
    pub(super) fn is_null(&self) -> bool {
        matches!(self, Self::Null | Self::NoText)
    }

    /// The bytes of a text.
    pub(super) fn size(&self) -> usize {
        if let Self::Text(text) = self { text.len() } else { 0 }
    }

    pub(super) fn kind(&self) -> &'static str {
        match self {
            Self::Null => "null",
            Self::Bool(_) => "bool",
            Self::Int(_) => "int",
            Self::Text(_) | Self::NoText => "string",
            Self::Groups(_) => "collection",
        }
    }

    pub(super) fn bool(&self) -> Result<bool, Mismatch> {
        match self {
            Self::Bool(value) => Ok(*value),
            other => Err(other.instead_of("bool")),
        }
    }

    pub(super) fn int(&self) -> Result<i32, Mismatch> {
        match self {
            Self::Int(value) => Ok(*value),
            other => Err(other.instead_of("int")),
        }
    }

    pub(super) fn text(self) -> Result<Cow<'a, str>, Mismatch> {
        match self {
            Self::Text(text) => Ok(text),
            other => Err(other.instead_of("string")),
        }
    }

    pub(super) fn instead_of(&self, expected: &'static str) -> Mismatch {
        Mismatch { found: self.kind(), expected }
    }

    /// Equality of values; different types are different, nulls are equal.
    pub(super) fn equals(&self, other: &Value<'_>) -> bool {
        match (self, other) {
            (Self::Bool(a), Value::Bool(b)) => a == b,
            (Self::Int(a), Value::Int(b)) => a == b,
            (Self::Text(a), Value::Text(b)) => a == b,
            (Self::Groups(a), Value::Groups(b)) => a == b,
            (a, b) => a.is_null() && b.is_null(),
        }
    }
}

impl<'a> From<&'a Literal> for Value<'a> {
    fn from(literal: &'a Literal) -> Self {
        match literal {
            Literal::Null => Self::Null,
            Literal::Bool(value) => Self::Bool(*value),
            Literal::Int(value) => Self::Int(*value),
            Literal::Text(text) => Self::Text(text.as_str().into()),
        }
    }
}

impl<'a> From<Option<&'a str>> for Value<'a> {
    fn from(text: Option<&'a str>) -> Self {
        text.map_or(Self::NoText, |text| Self::Text(text.into()))
    }
}
