//! Splits a filter into tokens.

use std::borrow::Cow;

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Token<'a> {
    /// A name or keyword: a letter or `_`, then digits too.
    Name(&'a str),
    Text(Cow<'a, str>),
    Int(i32),
    Open,
    Close,
    Comma,
}

/// Splits a filter into tokens; the error is the problem.
pub(super) fn tokens(text: &str) -> Result<Vec<Token<'_>>, String> {
    let mut tokens = Vec::new();
    let mut rest = text.trim_start();
    while let Some(first) = rest.chars().next() {
        let (token, after) = match first {
            '(' => (Token::Open, &rest[1..]),
            ')' => (Token::Close, &rest[1..]),
            ',' => (Token::Comma, &rest[1..]),
            '\'' => quoted(&rest[1..])?,
            '-' | '0'..='9' => integer(rest)?,
            'a'..='z' | 'A'..='Z' | '_' => {
                let (name, after) = split(rest, |c| c.is_ascii_alphanumeric() || c == '_');
                (Token::Name(name), after)
            }
            other => return Err(format!("Unexpected character '{other}'.")),
        };
        tokens.push(token);
        rest = after.trim_start();
    }
    Ok(tokens)
}

/// The text after the opening quote, up to the closing one; two quotes are one in the text.
fn quoted(rest: &str) -> Result<(Token<'_>, &str), String> {
    let mut end = 0;
    loop {
        end += rest[end..].find('\'').ok_or("A string is not terminated.")?;
        if !rest[end + 1..].starts_with('\'') {
            break;
        }
        end += 2;
    }
    let (inside, after) = (&rest[..end], &rest[end + 1..]);
    let text = if inside.contains('\'') { Cow::Owned(inside.replace("''", "'")) } else { Cow::Borrowed(inside) };
    Ok((Token::Text(text), after))
}

fn integer(rest: &str) -> Result<(Token<'_>, &str), String> {
    let digits = rest.strip_prefix('-').unwrap_or(rest);
    let (_, after) = split(digits, |c| c.is_ascii_alphanumeric() || c == '.' || c == '_');
    let number = &rest[..rest.len() - after.len()];
    let value = number.parse().map_err(|_| format!("'{number}' is not an integer of 32 bits."))?;
    Ok((Token::Int(value), after))
}

fn split(text: &str, belongs: impl Fn(char) -> bool) -> (&str, &str) {
    text.split_at(text.find(|c| !belongs(c)).unwrap_or(text.len()))
}
