//! Evaluates an expression for one connection.

use super::expr::{Comparison, Expr, Field};
use super::value::{Mismatch, Value};
use super::{Exceeded, Facts, Invalid, Work};

pub(super) struct Context<'a, 'w> {
    pub(super) facts: Facts<'a>,
    /// Checks only types: the values are samples.
    pub(super) trial: bool,
    pub(super) work: &'w mut Work,
}

/// Why an evaluation ends without a value.
#[derive(Debug)]
pub(super) enum Failure<'a> {
    /// In this part of the filter.
    Mismatch(&'a Expr, Mismatch),
    Exceeded(Exceeded),
}

impl From<Exceeded> for Failure<'_> {
    fn from(exceeded: Exceeded) -> Self {
        Self::Exceeded(exceeded)
    }
}

/// A whole filter, whose value must be a boolean.
pub(super) fn condition<'a>(expr: &'a Expr, context: &mut Context<'a, '_>) -> Result<bool, Failure<'a>> {
    operand(expr, expr, context)
}

fn value<'a>(expr: &'a Expr, context: &mut Context<'a, '_>) -> Result<Value<'a>, Failure<'a>> {
    context.work.steps(1)?;
    let in_expr = |mismatch| Failure::Mismatch(expr, mismatch);
    match expr {
        Expr::Literal(literal) => Ok(literal.into()),
        Expr::Field(field) => Ok(field_value(*field, context.facts)),
        // Every operand is evaluated, so that its type is always checked.
        Expr::Or(all) => all.iter().try_fold(false, |any, one| Ok(operand(expr, one, context)? | any)).map(Value::Bool),
        Expr::And(all) => {
            all.iter().try_fold(true, |every, one| Ok(operand(expr, one, context)? & every)).map(Value::Bool)
        }
        Expr::Not(one) => Ok(Value::Bool(!operand(expr, one, context)?)),
        Expr::Compare(left, comparison, right) => {
            let values = [value(left, context)?, value(right, context)?];
            context.work.values(&values, false)?;
            compare(&values[0], *comparison, &values[1]).map(Value::Bool).map_err(in_expr)
        }
        Expr::InList(left, list) => {
            let left = value(left, context)?;
            context.work.steps(list.len())?;
            Ok(Value::Bool(list.iter().any(|item| left.equals(&item.into()))))
        }
        Expr::In(left, right) => {
            let (left, right) = (value(left, context)?, value(right, context)?);
            contains(&right, &left).map(Value::Bool).map_err(in_expr)
        }
        Expr::Call(function, arguments) => {
            let arguments = arguments.iter().map(|one| value(one, context)).collect::<Result<Vec<_>, _>>()?;
            context.work.values(&arguments, function.makes_text())?;
            function.call(arguments, context.trial).map_err(in_expr)
        }
    }
}

fn field_value(field: Field, facts: Facts<'_>) -> Value<'_> {
    match field {
        Field::UserId => facts.user.into(),
        Field::ConnectionId => Some(facts.connection).into(),
        Field::Protocol => facts.protocol.into(),
        Field::Groups => Value::Groups(facts.groups),
    }
}

fn operand<'a>(whole: &'a Expr, part: &'a Expr, context: &mut Context<'a, '_>) -> Result<bool, Failure<'a>> {
    value(part, context)?.bool().map_err(|mismatch| Failure::Mismatch(whole, mismatch))
}

fn compare(left: &Value<'_>, comparison: Comparison, right: &Value<'_>) -> Result<bool, Mismatch> {
    let order = match comparison {
        Comparison::Eq => return Ok(left.equals(right)),
        Comparison::Ne => return Ok(!left.equals(right)),
        _ if matches!(left, Value::Null) || matches!(right, Value::Null) => return Ok(false),
        _ => left.int()?.cmp(&right.int()?),
    };
    Ok(match comparison {
        Comparison::Gt => order.is_gt(),
        Comparison::Ge => order.is_ge(),
        Comparison::Lt => order.is_lt(),
        _ => order.is_le(),
    })
}

fn contains(collection: &Value<'_>, item: &Value<'_>) -> Result<bool, Mismatch> {
    let Value::Groups(groups) = collection else { return Err(collection.instead_of("collection")) };
    Ok(matches!(item, Value::Text(text) if groups.contains(&**text)))
}

impl Mismatch {
    pub(super) fn at(&self, expr: &Expr) -> Invalid {
        Invalid { part: expr.to_string(), problem: format!("Type '{}', expect '{}'.", self.found, self.expected) }
    }
}
