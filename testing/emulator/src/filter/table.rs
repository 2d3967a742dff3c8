//! Filters and the connections that they match, and filters that are rejected.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::{Facts, Filter, Work};

/// ann: user `ann`, in `red` and `a'b`, JSON. bob: user `Bob😀 `, no group, simple. nobody: no user, in `red`.
fn matched(text: &str) -> Result<String, String> {
    let filter = Filter::parse(text).map_err(|invalid| invalid.to_string())?;
    let groups = |names: &[&str]| names.iter().map(|&name| Arc::from(name)).collect::<BTreeSet<Arc<str>>>();
    let (two, none, one) = (groups(&["red", "a'b"]), groups(&[]), groups(&["red"]));
    let people = [
        ('a', Facts { connection: "c-1", user: Some("ann"), groups: &two, protocol: Some("json.webpubsub.azure.v1") }),
        ('b', Facts { connection: "c-2", user: Some("Bob😀 "), groups: &none, protocol: None }),
        ('n', Facts { connection: "C-3", user: None, groups: &one, protocol: None }),
    ];
    let matches = |facts: &Facts<'_>| filter.matches(*facts, &mut Work::unbounded()).expect("no bound");
    Ok(people.into_iter().filter(|(_, facts)| matches(facts)).map(|(name, _)| name).collect())
}

/// Each filter, and the letters of those it matches.
#[rustfmt::skip]
const ACCEPTED: &[(&str, &str)] = &[
    // Literals and parentheses.
    ("true", "abn"),
    ("false", ""),
    ("(true)", "abn"),
    ("((false))", ""),
    ("  true  ", "abn"),
    ("\ttrue\n", "abn"),
    ("true eq true", "abn"),
    ("1 eq 1", "abn"),
    ("-1 eq -1", "abn"),
    ("'' eq ''", "abn"),
    ("null eq null", "abn"),
    ("null ne null", ""),
    ("2147483647 gt -2147483648", "abn"),
    // Fields; their names ignore case, values do not.
    ("userId eq 'ann'", "a"),
    ("userid eq 'ann'", "a"),
    ("USERID eq 'ann'", "a"),
    ("userId eq 'Ann'", ""),
    ("'ann' eq userId", "a"),
    ("userId ne 'ann'", "bn"),
    ("userId eq null", "n"),
    ("userId ne null", "ab"),
    ("null eq userId", "n"),
    ("userId eq ''", ""),
    ("userId eq 'Bob😀 '", "b"),
    ("connectionId eq 'c-1'", "a"),
    ("ConnectionID eq 'C-3'", "n"),
    ("connectionId ne 'c-1'", "bn"),
    ("connectionId eq userId", ""),
    ("protocol eq 'json.webpubsub.azure.v1'", "a"),
    ("protocol eq null", "bn"),
    ("protocol ne null", "a"),
    // Values of different types are different.
    ("userId eq 1", ""),
    ("userId ne 1", "abn"),
    ("1 eq '1'", ""),
    ("true eq 'true'", ""),
    ("groups eq null", ""),
    ("groups ne null", "abn"),
    ("groups eq groups", "abn"),
    ("groups eq 'red'", ""),
    // in
    ("'red' in groups", "an"),
    ("'Red' in groups", ""),
    ("'a''b' in groups", "a"),
    ("'red' in GROUPS", "an"),
    ("userId in groups", ""),
    ("null in groups", ""),
    ("1 in groups", ""),
    ("userId in ('ann','bob')", "a"),
    ("userId in ('ann')", "a"),
    ("userId in ( 'ann' , 'Bob😀 ' )", "ab"),
    ("userId in('ann')", "a"),
    ("userId in ('a,nn','x')", ""),
    ("userId in ('ann)','ann')", "a"),
    ("userId in ('O''Brien','ann')", "a"),
    ("userId in (null)", "n"),
    ("userId in ('ann',null)", "an"),
    ("userId in ()", ""),
    ("length(userId) in (3,7)", "a"),
    ("connectionId in ('c-1','c-2') and userId ne 'ann'", "b"),
    ("'a' in ('a') eq true", "abn"),
    // and, or, not
    ("true and true", "abn"),
    ("true and false", ""),
    ("true or false", "abn"),
    ("false or false", ""),
    ("true or true and false", "abn"),
    ("(true or true) and false", ""),
    ("false and true or true", "abn"),
    ("false and (true or true)", ""),
    ("not true", ""),
    ("not false", "abn"),
    ("not not true", "abn"),
    ("not(true)", ""),
    ("not (false)", "abn"),
    ("not true or true", "abn"),
    ("not (true or true)", ""),
    ("not false and false", ""),
    ("not true eq false", "abn"),
    ("not ('red' in groups)", "b"),
    ("not (userId eq 'ann')", "bn"),
    ("not startswith(userId, 'a')", "bn"),
    ("userId eq 'ann' and 'red' in groups", "a"),
    ("userId eq 'ann' or userId eq null", "an"),
    ("userId in ('ann','Bob😀 ') and not ('red' in groups)", "b"),
    ("userId eq 'ann' and connectionId ne 'c-1'", ""),
    ("userId eq 'ann' or 'red' in groups and protocol eq null", "an"),
    ("(userId eq 'ann' or 'red' in groups) and protocol eq null", "n"),
    ("userId eq 'ann' eq true", "a"),
    ("(userId eq 'ann') eq false", "bn"),
    ("true and(true)", "abn"),
    // gt ge lt le: integers, and null is never in order.
    ("1 gt 0", "abn"),
    ("1 gt 1", ""),
    ("1 ge 1", "abn"),
    ("0 ge 1", ""),
    ("0 lt 1", "abn"),
    ("1 lt 1", ""),
    ("1 le 1", "abn"),
    ("2 le 1", ""),
    ("length(userId) gt 3", "b"),
    ("length(userId) ge 3", "ab"),
    ("length(userId) le 10 and length(userId) gt 3", "b"),
    ("length(userId) gt 10 or length(userId) le 3", "a"),
    ("length(userId) lt 3", ""),
    ("length(userId) eq null", "n"),
    ("null gt 1", ""),
    ("1 le null", ""),
    ("null ge null", ""),
    ("not (length(userId) gt 5)", "an"),
    // String functions.
    ("startswith(userId, 'a')", "a"),
    ("startswith(userId,'')", "ab"),
    ("startswith(userId, null)", ""),
    ("startswith(null, 'a')", ""),
    ("endswith(userId, 'nn')", "a"),
    ("endswith(connectionId, '-3')", "n"),
    ("contains(userId, 'ob')", "b"),
    ("contains(connectionId, 'c')", "ab"),
    ("contains(userId, userId)", "ab"),
    ("tolower(connectionId) eq 'c-3'", "n"),
    ("toupper(userId) eq 'ANN'", "a"),
    ("tolower(userId) eq null", "n"),
    ("tolower(null) eq null", "abn"),
    ("trim(userId) eq 'Bob😀'", "b"),
    ("trim('  x ') eq 'x'", "abn"),
    ("substring(userId, 1) eq 'nn'", "a"),
    ("substring(userId, 1, 1) eq 'o'", "b"),
    ("substring(userId, 0) eq userId", "abn"),
    ("substring(userId, 3) eq ''", "a"),
    ("substring(userId, 4) eq null", "an"),
    ("substring(userId, 1, 9) eq null", "abn"),
    ("substring(userId, -1) eq null", "abn"),
    ("substring(userId, 0, -1) eq null", "abn"),
    ("substring(connectionId, 1) eq '-1'", "a"),
    ("concat(userId, connectionId) eq 'annc-1'", "a"),
    ("concat(userId, 'x') eq 'x'", "n"),
    ("concat('x', null) eq 'x'", "abn"),
    ("concat(null, null) eq null", "abn"),
    ("concat(concat(userId, '@'), connectionId) eq 'ann@c-1'", "a"),
    ("startswith(tolower(connectionId), 'c-')", "abn"),
    // Integer functions, in UTF-16 units.
    ("length(userId) eq 3", "a"),
    ("length(userId) eq 6", "b"),
    ("length('') eq 0", "abn"),
    ("length(groups) eq 0", "b"),
    ("length(groups) gt 1", "a"),
    ("length(null) eq null", "abn"),
    ("indexof(userId, 'n') eq 1", "a"),
    ("indexof(userId, ' ') eq 5", "b"),
    ("indexof(userId, 'x') eq -1", "abn"),
    ("indexof(userId, '') eq 0", "ab"),
    ("indexof(null, 'x') lt 0", "abn"),
    ("length(concat(userId, connectionId)) eq length(userId)", ""),
];

/// Each filter, and the start of its error, or a part of it.
#[rustfmt::skip]
const REJECTED: &[(&str, &str)] = &[
    ("", "Invalid syntax for '': The expression ends too early."),
    (" ", "The expression ends too early."),
    // Not boolean.
    ("'a'", "Invalid syntax for ''a'': Type 'string', expect 'bool'. (Parameter 'filter')"),
    ("1", "Invalid syntax for '1': Type 'int', expect 'bool'."),
    ("null", "Type 'null', expect 'bool'."),
    ("userId", "Invalid syntax for 'userId': Type 'string', expect 'bool'."),
    ("groups", "Type 'collection', expect 'bool'."),
    ("length(userId)", "Type 'null', expect 'bool'."),
    ("tolower('a')", "Type 'string', expect 'bool'."),
    // not binds tightest.
    ("not length(userId) gt 5", "Invalid syntax for 'not length(userId)': Type 'null', expect 'bool'. (Parameter 'filter')"),
    ("not userId eq 'ann'", "Invalid syntax for 'not userId': Type 'string', expect 'bool'."),
    ("not 'red' in groups", "Invalid syntax for 'not 'red'': Type 'string', expect 'bool'."),
    ("( not 'a' )", "Invalid syntax for 'not 'a'': Type 'string', expect 'bool'. (Parameter 'filter')"),
    ("not", "The expression ends too early."),
    // Operands of and, or.
    ("true and 'a'", "Invalid syntax for 'true and 'a'': Type 'string', expect 'bool'."),
    ("true or userId", "Type 'string', expect 'bool'."),
    ("false and 1", "Type 'int', expect 'bool'."),
    ("true or (true or 1)", "Invalid syntax for 'true or 1': Type 'int', expect 'bool'."),
    ("and true", "Token 'and' is not supported."),
    ("true and", "The expression ends too early."),
    ("true or or true", "Token 'or' is not supported."),
    ("true AND true", "Unexpected text after the end"),
    ("true && true", "Unexpected character '&'."),
    // Order is for integers.
    ("userId lt 1", "Invalid syntax for 'userId lt 1': Type 'string', expect 'int'. (Parameter 'filter')"),
    ("userId gt 'a'", "Type 'string', expect 'int'."),
    ("length(userId) gt 'a'", "Type 'string', expect 'int'."),
    ("1 gt true", "Type 'bool', expect 'int'."),
    ("groups le 1", "Type 'collection', expect 'int'."),
    ("userId Eq 'a'", "Unexpected text after the end"),
    ("userId == 'a'", "Unexpected character '='."),
    ("userId eq", "The expression ends too early."),
    ("eq 'a'", "Token 'eq' is not supported."),
    // in
    ("'a' in 'b'", "Type 'string', expect 'collection'."),
    ("'a' in userId", "Type 'string', expect 'collection'."),
    ("'a' in null", "Type 'null', expect 'collection'."),
    ("userId in ('a'", "A ',' or ')' is missing."),
    ("userId in ('a' 'b')", "A ',' or ')' is missing."),
    ("userId in ('a',)", "A literal is expected in the list."),
    ("userId in (,'a')", "A literal is expected in the list."),
    ("'x' in (groups)", "A literal is expected in the list."),
    ("userId in (userId)", "A literal is expected in the list."),
    ("userId in (('a'))", "A literal is expected in the list."),
    ("userId in ['a']", "Unexpected character '['."),
    ("userId IN ('a')", "Unexpected text after the end"),
    ("in ('a')", "Token 'in' is not supported."),
    // Names.
    ("ab eq 1", "Invalid syntax for 'ab eq 1': Token 'ab' is not supported. (Parameter 'filter')"),
    ("user eq 'a'", "Token 'user' is not supported."),
    ("True", "Token 'True' is not supported."),
    ("NULL eq null", "Token 'NULL' is not supported."),
    ("invalid(userId)", "Token 'invalid' is not supported."),
    ("ToLower(userId) eq 'a'", "Token 'ToLower' is not supported."),
    ("concat", "Token 'concat' is not supported."),
    // Functions.
    ("length() eq 1", "'length' does not take 0 arguments."),
    ("length(userId, userId) eq 1", "'length' does not take 2 arguments."),
    ("substring(userId) eq ''", "'substring' does not take 1 arguments."),
    ("substring(userId,1,1,1) eq ''", "'substring' does not take 4 arguments."),
    ("contains(userId)", "'contains' does not take 1 arguments."),
    ("contains(userId 'a')", "A ',' or ')' is missing."),
    ("contains(userId,)", "An operand is expected."),
    ("contains(userId,'a'", "A ',' or ')' is missing."),
    ("contains(groups,'a')", "Type 'collection', expect 'string'."),
    ("contains(userId,1)", "Invalid syntax for 'contains(userId,1)': Type 'int', expect 'string'."),
    ("length(1) eq 1", "Type 'int', expect 'string'."),
    ("tolower(true) eq 'x'", "Type 'bool', expect 'string'."),
    ("substring('abc','1') eq ''", "Type 'string', expect 'int'."),
    ("substring('abc',null) eq ''", "Type 'null', expect 'int'."),
    ("substring('abc',length(userId)) eq ''", "Type 'null', expect 'int'."),
    ("concat('a',1) eq 'a1'", "Type 'int', expect 'string'."),
    ("indexof(userId,1) eq 0", "Type 'int', expect 'string'."),
    // Parentheses and strings.
    ("(true", "A ')' is missing."),
    ("true)", "Unexpected text after the end"),
    ("()", "An operand is expected."),
    ("'a", "A string is not terminated."),
    ("userId eq 'a''", "A string is not terminated."),
    ("userId eq \"a\"", "Unexpected character '\"'."),
    ("true true", "Unexpected text after the end"),
    ("true,true", "Unexpected text after the end"),
    // Numbers that are not integers of 32 bits.
    ("1.5 gt 1", "'1.5' is not an integer"),
    ("1e3 gt 1", "'1e3' is not an integer"),
    ("2147483648 gt 1", "'2147483648' is not an integer"),
    ("-2147483649 lt 1", "'-2147483649' is not an integer"),
    ("- 1 lt 1", "'-' is not an integer"),
    ("+1 eq 1", "Unexpected character '+'."),
    ("0x1 eq 1", "'0x1' is not an integer"),
    // What the language leaves out.
    ("groups/any(g: g eq 'a')", "Unexpected character '/'."),
    ("1 add 1 eq 2", "Unexpected text after the end"),
    ("1 + 1 eq 2", "Unexpected character '+'."),
    ("userId/length eq 1", "Unexpected character '/'."),
    ("$it eq 'a'", "Unexpected character '$'."),
    ("userId eq @p", "Unexpected character '@'."),
    ("userId.x eq 'a'", "Unexpected character '.'."),
    ("ключ eq 'a'", "Unexpected character 'к'."),
];

#[test]
fn the_table_is_large_enough() {
    assert!(ACCEPTED.len() + REJECTED.len() >= 120);
}

#[test]
fn accepted() {
    for &(text, expected) in ACCEPTED {
        assert_eq!(matched(text).as_deref(), Ok(expected), "{text}");
    }
}

#[test]
fn rejected() {
    for &(text, expected) in REJECTED {
        let message = matched(text).expect_err(text);
        assert!(message.contains(expected), "{text}: {message}");
    }
}
