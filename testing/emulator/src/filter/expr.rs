//! The tree of a filter, and how it is printed in messages.

use std::fmt;

use super::functions::Function;

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Expr {
    /// Flat: a chain of any length is one level deep.
    Or(Vec<Expr>),
    And(Vec<Expr>),
    Compare(Box<Expr>, Comparison, Box<Expr>),
    /// `left in ('a', 'b')`
    InList(Box<Expr>, Vec<Literal>),
    /// `left in groups`
    In(Box<Expr>, Box<Expr>),
    Not(Box<Expr>),
    Call(Function, Vec<Expr>),
    Field(Field),
    Literal(Literal),
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Literal {
    Null,
    Bool(bool),
    Int(i32),
    Text(String),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Field {
    UserId,
    ConnectionId,
    Groups,
    Protocol,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Comparison {
    Eq,
    Ne,
    Gt,
    Ge,
    Lt,
    Le,
}

impl Field {
    const ALL: [(&'static str, Self); 4] = [
        ("userId", Self::UserId),
        ("connectionId", Self::ConnectionId),
        ("groups", Self::Groups),
        ("protocol", Self::Protocol),
    ];

    /// The field of this name; case is ignored.
    pub(super) fn named(name: &str) -> Option<Self> {
        Self::ALL.iter().find(|(known, _)| known.eq_ignore_ascii_case(name)).map(|&(_, field)| field)
    }
}

impl Comparison {
    const ALL: [(&'static str, Self); 6] =
        [("eq", Self::Eq), ("ne", Self::Ne), ("gt", Self::Gt), ("ge", Self::Ge), ("lt", Self::Lt), ("le", Self::Le)];

    pub(super) fn named(name: &str) -> Option<Self> {
        Self::ALL.iter().find(|&&(known, _)| known == name).map(|&(_, comparison)| comparison)
    }
}

impl fmt::Display for Expr {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Or(all) => join(f, all, " or ", Operand),
            Self::And(all) => join(f, all, " and ", Operand),
            Self::Compare(left, comparison, right) => {
                let name = Comparison::ALL.iter().find(|(_, known)| known == comparison).map_or("", |(name, _)| name);
                write!(f, "{} {name} {}", Operand(left), Operand(right))
            }
            Self::InList(left, list) => {
                write!(f, "{} in (", Operand(left))?;
                join(f, list, ",", |item| item)?;
                f.write_str(")")
            }
            Self::In(left, right) => write!(f, "{} in {}", Operand(left), Operand(right)),
            Self::Not(operand) => write!(f, "not {}", Operand(operand)),
            Self::Call(function, arguments) => {
                write!(f, "{}(", function.name())?;
                join(f, arguments, ",", |argument| argument)?;
                f.write_str(")")
            }
            Self::Field(field) => {
                f.write_str(Field::ALL.iter().find(|(_, known)| known == field).map_or("", |(name, _)| name))
            }
            Self::Literal(literal) => literal.fmt(f),
        }
    }
}

impl fmt::Display for Literal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Null => f.write_str("null"),
            Self::Bool(value) => value.fmt(f),
            Self::Int(value) => value.fmt(f),
            Self::Text(text) => write!(f, "'{}'", text.replace('\'', "''")),
        }
    }
}

/// An operand: in parentheses if it is itself an operation.
struct Operand<'a>(&'a Expr);

impl fmt::Display for Operand<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            plain @ (Expr::Call(..) | Expr::Field(_) | Expr::Literal(_)) => plain.fmt(f),
            operator => write!(f, "({operator})"),
        }
    }
}

fn join<'a, T, D: fmt::Display>(
    f: &mut fmt::Formatter<'_>,
    items: &'a [T],
    separator: &str,
    show: impl Fn(&'a T) -> D,
) -> fmt::Result {
    for (index, item) in items.iter().enumerate() {
        if index > 0 {
            f.write_str(separator)?;
        }
        show(item).fmt(f)?;
    }
    Ok(())
}
