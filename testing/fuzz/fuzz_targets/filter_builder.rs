//! The filter builder: whatever texts go in, they stay between their quotes, and the parentheses match.
#![no_main]

use libfuzzer_sys::arbitrary::{self, Arbitrary};
use libfuzzer_sys::fuzz_target;
use webpubsub_core::{Filter, FilterNumber, FilterText};

#[derive(Debug, Arbitrary)]
enum Tree<'a> {
    Text(Text<'a>, Compare<'a>),
    Number(Number<'a>, i32),
    InGroup(&'a str),
    And(Box<Tree<'a>>, Box<Tree<'a>>),
    Or(Box<Tree<'a>>, Box<Tree<'a>>),
    Not(Box<Tree<'a>>),
}

#[derive(Debug, Arbitrary)]
enum Text<'a> {
    UserId,
    ConnectionId,
    Lower(Box<Text<'a>>),
    Trim(Box<Text<'a>>),
    Substring(Box<Text<'a>>, u32, Option<u32>),
    Concat(Box<Text<'a>>, &'a str),
}

#[derive(Debug, Arbitrary)]
enum Compare<'a> {
    Eq(&'a str),
    Ne(&'a str),
    StartsWith(&'a str),
    Contains(&'a str),
    IsIn(Vec<&'a str>),
    IsNull,
}

#[derive(Debug, Arbitrary)]
enum Number<'a> {
    Groups,
    Length(Text<'a>),
    IndexOf(Text<'a>, &'a str),
}

/// Builds, and collects the texts in the order in which they are written.
fn filter(tree: Tree<'_>, texts: &mut Vec<String>) -> Filter {
    match tree {
        Tree::Text(operand, compare) => {
            let operand = text(operand, texts);
            let mut keep = |text: &str| texts.push(text.to_owned());
            match compare {
                Compare::Eq(text) => (keep(text), operand.eq(text)).1,
                Compare::Ne(text) => (keep(text), operand.ne(text)).1,
                Compare::StartsWith(text) => (keep(text), operand.starts_with(text)).1,
                Compare::Contains(text) => (keep(text), operand.contains(text)).1,
                // Without a choice it is `false`, and the operand is not written.
                Compare::IsIn(list) if list.is_empty() => operand.is_null(),
                Compare::IsIn(list) => (list.iter().for_each(|text| keep(text)), operand.is_in(&list)).1,
                Compare::IsNull => operand.is_null(),
            }
        }
        Tree::Number(operand, number) => self::number(operand, texts).gt(number),
        Tree::InGroup(group) => (texts.push(group.to_owned()), Filter::in_group(group)).1,
        Tree::And(left, right) => filter(*left, texts).and(filter(*right, texts)),
        Tree::Or(left, right) => filter(*left, texts).or(filter(*right, texts)),
        Tree::Not(inner) => !filter(*inner, texts),
    }
}

fn text(tree: Text<'_>, texts: &mut Vec<String>) -> FilterText {
    match tree {
        Text::UserId => Filter::user_id(),
        Text::ConnectionId => Filter::connection_id(),
        Text::Lower(inner) => text(*inner, texts).to_lower(),
        Text::Trim(inner) => text(*inner, texts).trim(),
        Text::Substring(inner, start, length) => text(*inner, texts).substring(start, length),
        Text::Concat(inner, behind) => {
            let inner = text(*inner, texts);
            texts.push(behind.to_owned());
            inner.concat(behind)
        }
    }
}

fn number(tree: Number<'_>, texts: &mut Vec<String>) -> FilterNumber {
    match tree {
        Number::Groups => Filter::group_count(),
        Number::Length(inner) => text(inner, texts).length(),
        Number::IndexOf(inner, part) => {
            let inner = text(inner, texts);
            texts.push(part.to_owned());
            inner.index_of(part)
        }
    }
}

/// Reads a filter by the one rule of its strings: `''` is a quote, `'` the end. The strings, and what is outside.
fn read(filter: &str) -> (Vec<String>, String) {
    let (mut strings, mut outside, mut chars) = (Vec::new(), String::new(), filter.chars().peekable());
    while let Some(char) = chars.next() {
        if char != '\'' {
            outside.push(char);
            continue;
        }
        let mut string = String::new();
        loop {
            match chars.next().expect("an end of the string") {
                '\'' if chars.next_if_eq(&'\'').is_some() => string.push('\''),
                '\'' => break,
                char => string.push(char),
            }
        }
        strings.push(string);
    }
    (strings, outside)
}

fuzz_target!(|tree: Tree| {
    let mut texts = Vec::new();
    let filter = filter(tree, &mut texts);
    let (strings, outside) = read(filter.as_str());
    assert_eq!(strings, texts, "{filter}");
    assert!(outside.bytes().all(|byte| byte.is_ascii_alphanumeric() || b" (),-".contains(&byte)), "{filter}");
    let depth = outside.chars().try_fold(0_u32, |depth, char| match char {
        '(' => depth.checked_add(1),
        ')' => depth.checked_sub(1),
        _ => Some(depth),
    });
    assert_eq!(depth, Some(0), "{filter}");
});
