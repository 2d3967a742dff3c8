//! The functions of the language. Lengths and positions count UTF-16 units, as the service does.

use super::value::{Mismatch, Value};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Function {
    StartsWith,
    EndsWith,
    Contains,
    ToLower,
    ToUpper,
    Trim,
    Substring,
    Concat,
    Length,
    IndexOf,
}

impl Function {
    const ALL: [(&'static str, Self); 10] = [
        ("startswith", Self::StartsWith),
        ("endswith", Self::EndsWith),
        ("contains", Self::Contains),
        ("tolower", Self::ToLower),
        ("toupper", Self::ToUpper),
        ("trim", Self::Trim),
        ("substring", Self::Substring),
        ("concat", Self::Concat),
        ("length", Self::Length),
        ("indexof", Self::IndexOf),
    ];

    pub(super) fn named(name: &str) -> Option<Self> {
        Self::ALL.iter().find(|&&(known, _)| known == name).map(|&(_, function)| function)
    }

    pub(super) fn name(self) -> &'static str {
        Self::ALL.iter().find(|&&(_, known)| known == self).map_or("", |&(name, _)| name)
    }

    pub(super) fn takes(self, arguments: usize) -> bool {
        match self {
            Self::ToLower | Self::ToUpper | Self::Trim | Self::Length => arguments == 1,
            Self::StartsWith | Self::EndsWith | Self::Contains | Self::Concat | Self::IndexOf => arguments == 2,
            Self::Substring => arguments == 2 || arguments == 3,
        }
    }

    pub(super) fn makes_text(self) -> bool {
        matches!(self, Self::ToLower | Self::ToUpper | Self::Trim | Self::Substring | Self::Concat)
    }

    /// Calls it. In a `trial` the values are samples, and only types count.
    pub(super) fn call(self, arguments: Vec<Value<'_>>, trial: bool) -> Result<Value<'_>, Mismatch> {
        let mut arguments = arguments.into_iter();
        let first = arguments.next().unwrap_or(Value::Null);
        let second = arguments.next().unwrap_or(Value::Null);
        match self {
            Self::StartsWith => test(first, second, |text, other| text.starts_with(other)),
            Self::EndsWith => test(first, second, |text, other| text.ends_with(other)),
            Self::Contains => test(first, second, |text, other| text.contains(other)),
            Self::ToLower => change(first, str::to_lowercase),
            Self::ToUpper => change(first, str::to_uppercase),
            Self::Trim => change(first, |text| text.trim().to_owned()),
            Self::Substring => substring(first, &second, arguments.next().as_ref(), trial),
            Self::Concat => concat(first, second),
            Self::Length => length(&first),
            Self::IndexOf => index_of(first, second),
        }
    }
}

fn test<'a>(text: Value<'a>, other: Value<'a>, holds: fn(&str, &str) -> bool) -> Result<Value<'a>, Mismatch> {
    if text.is_null() || other.is_null() {
        return Ok(Value::Bool(false));
    }
    Ok(Value::Bool(holds(&text.text()?, &other.text()?)))
}

fn change(text: Value<'_>, change: impl Fn(&str) -> String) -> Result<Value<'_>, Mismatch> {
    if text.is_null() {
        return Ok(Value::Null);
    }
    Ok(Value::Text(change(&text.text()?).into()))
}

fn concat<'a>(first: Value<'a>, second: Value<'a>) -> Result<Value<'a>, Mismatch> {
    match (first.is_null(), second.is_null()) {
        (true, true) => Ok(Value::Null),
        (true, false) => second.text().map(Value::Text),
        (false, true) => first.text().map(Value::Text),
        (false, false) => Ok(Value::Text((first.text()?.into_owned() + &second.text()?).into())),
    }
}

/// Null when start or length is out of range.
fn substring<'a>(
    text: Value<'a>,
    start: &Value<'_>,
    length: Option<&Value<'_>>,
    trial: bool,
) -> Result<Value<'a>, Mismatch> {
    let start = usize::try_from(start.int()?).ok();
    let length = length.map(Value::int).transpose()?.map(|length| usize::try_from(length).ok());
    if text.is_null() {
        return Ok(Value::Null);
    }
    let text = text.text()?;
    if trial {
        return Ok(Value::Text("".into()));
    }
    let units: Vec<u16> = text.encode_utf16().collect();
    let part = start.and_then(|start| units.get(start..)).and_then(|rest| match length {
        None => Some(rest),
        Some(length) => rest.get(..length?),
    });
    Ok(part.map_or(Value::Null, |part| Value::Text(String::from_utf16_lossy(part).into())))
}

fn length<'a>(value: &Value<'_>) -> Result<Value<'a>, Mismatch> {
    let count = match value {
        Value::Null | Value::NoText => return Ok(Value::Null),
        Value::Text(text) => text.encode_utf16().count(),
        Value::Groups(groups) => groups.len(),
        other => return Err(other.instead_of("string")),
    };
    Ok(int(count))
}

fn index_of<'a>(text: Value<'a>, other: Value<'a>) -> Result<Value<'a>, Mismatch> {
    if text.is_null() || other.is_null() {
        return Ok(Value::Int(-1));
    }
    let (text, other) = (text.text()?, other.text()?);
    let before = text.find(&*other).and_then(|at| text.get(..at));
    Ok(before.map_or(Value::Int(-1), |before| int(before.encode_utf16().count())))
}

fn int<'a>(count: usize) -> Value<'a> {
    Value::Int(i32::try_from(count).unwrap_or(i32::MAX))
}
