//! Patterns of group names: `?`, `*` and `**`, of which `?` and `*` stop at a dot.

/// The maximum number of the characters `?` and `*`: `**` is two.
pub(super) const MAX_WILDCARDS: usize = 5;

#[derive(Clone, Debug, PartialEq, Eq)]
enum Token {
    Text(String),
    /// One character except a dot.
    One,
    /// Any text without a dot.
    Run,
    /// Any text.
    Everything,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Pattern(Vec<Token>);

impl Pattern {
    /// `None` for an invalid escape, too many wildcards, or a length that is invalid for a group name.
    pub(super) fn parse(text: &str) -> Option<Self> {
        if !crate::names::is_group(text) {
            return None;
        }
        let (mut tokens, mut wildcards) = (Vec::new(), 0);
        let mut chars = text.chars().peekable();
        while let Some(c) = chars.next() {
            let literal = match c {
                '?' => {
                    wildcards += 1;
                    tokens.push(Token::One);
                    continue;
                }
                '*' => {
                    wildcards += 1;
                    let mut token = Token::Run;
                    while chars.next_if_eq(&'*').is_some() {
                        wildcards += 1;
                        token = Token::Everything;
                    }
                    tokens.push(token);
                    continue;
                }
                '\\' => chars.next().filter(|escaped| ['*', '?', '\\'].contains(escaped))?,
                literal => literal,
            };
            match tokens.last_mut() {
                Some(Token::Text(text)) => text.push(literal),
                _ => tokens.push(Token::Text(literal.into())),
            }
        }
        (wildcards <= MAX_WILDCARDS).then_some(Self(tokens))
    }

    /// The one name that it matches, if it has no wildcard.
    pub(super) fn literal(&self) -> Option<&str> {
        if let [Token::Text(text)] = &self.0[..] { Some(text) } else { None }
    }

    pub(super) fn is_everything(&self) -> bool {
        self.0 == [Token::Everything]
    }

    /// Follows all possible matches at once, token by token: of these there are few, so that the time is bounded.
    pub(super) fn matches(&self, name: &str) -> bool {
        self.0.iter().fold(vec![0], |ends, token| token.ends(name, ends)).last() == Some(&name.len())
    }
}

impl Token {
    /// Where it can end in the name if it begins at one of these places, both ascending.
    fn ends(&self, name: &str, starts: Vec<usize>) -> Vec<usize> {
        match self {
            Self::Text(text) => {
                let here = |start: &usize| name[*start..].starts_with(text);
                starts.into_iter().filter(here).map(|start| start + text.len()).collect()
            }
            Self::One => {
                let end =
                    |start: usize| name[start..].chars().next().filter(|c| *c != '.').map(|c| start + c.len_utf8());
                starts.into_iter().filter_map(end).collect()
            }
            Self::Run => {
                let mut ends: Vec<usize> = Vec::new();
                for start in starts {
                    // Otherwise it is in the run before.
                    if ends.last().is_none_or(|&last| last < start) {
                        let rest = name[start..].split('.').next().unwrap_or_default();
                        ends.extend(places(rest).map(|place| start + place));
                    }
                }
                ends
            }
            Self::Everything => {
                let first = starts.first().copied();
                first.into_iter().flat_map(|start| places(&name[start..]).map(move |place| start + place)).collect()
            }
        }
    }
}

/// The places between characters, with both ends.
fn places(text: &str) -> impl Iterator<Item = usize> {
    text.char_indices().map(|(place, _)| place).chain([text.len()])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn matching() {
        for (pattern, yes, no) in [
            ("a*", &["a", "ab", "abc"][..], &["", "b", "a.b", "ba"][..]),
            ("a**", &["a", "a.b", "a.b.c"], &["b.a"]),
            ("a***b", &["ab", "a.b"], &["a"]),
            ("*.log", &["x.log", ".log"], &["x.y.log", "log"]),
            ("**.log", &["x.log", "x.y.log"], &["log"]),
            ("r?d", &["red", "r😀d"], &["rd", "r.d", "reed"]),
            ("??", &["ab"], &["a", "abc", "a."]),
            (r"a\*", &["a*"], &["ab", r"a\*"]),
            (r"a\\?", &[r"a\b"], &["ab"]),
            ("*a*b*", &["ab", "xaxbx"], &["ba", "a.b"]),
            ("room.*.in", &["room.1.in", "room..in"], &["room.1.2.in", "room.in"]),
        ] {
            let parsed = Pattern::parse(pattern).expect(pattern);
            for name in yes {
                assert!(parsed.matches(name), "{pattern} {name}");
            }
            for name in no {
                assert!(!parsed.matches(name), "{pattern} {name}");
            }
        }
    }

    #[test]
    fn forms() {
        assert_eq!(
            Pattern::parse(r"a\*b").and_then(|pattern| pattern.literal().map(str::to_owned)).as_deref(),
            Some("a*b")
        );
        assert!(Pattern::parse("**").is_some_and(|pattern| pattern.is_everything()));
        for good in ["*?*?*", "**.**.*", "a.**.b.**.c.*", "*****", r"a.**.b.**.c.\*\*\?"] {
            assert!(Pattern::parse(good).is_some(), "{good}");
        }
        for bad in ["", " ", r"a\", r"a\n", "*a*b*c*d*e*", "??????", &"x".repeat(1025)] {
            assert_eq!(Pattern::parse(bad), None, "{bad}");
        }
        for bad in ["a.**.b.**.c.**", "******", "**?**?", "*?*?**", "**.**.**"] {
            assert_eq!(Pattern::parse(bad), None, "{bad}");
        }
    }

    /// 0.1 s; a minute when each character of the pattern is tried for each of the name.
    #[test]
    fn long_patterns_take_little_time() {
        let pattern = Pattern::parse(&format!("*a*a*a*a{}b*", "a".repeat(900))).expect("a pattern");
        let (name, begun) = ("a".repeat(1000), std::time::Instant::now());
        for _ in 0..1000 {
            assert!(!pattern.matches(&name));
        }
        assert!(begun.elapsed().as_secs() < 10, "{:?}", begun.elapsed());
    }

    /// By trying, which takes long for some names. The pattern has no escapes.
    fn tried(pattern: &[char], name: &[char]) -> bool {
        let Some((wildcard, after)) = pattern.split_first() else { return name.is_empty() };
        let one = name.split_first();
        let one_but_no_dot = one.filter(|(c, _)| **c != '.');
        match (wildcard, after.first()) {
            ('?', _) => one_but_no_dot.is_some_and(|(_, rest)| tried(after, rest)),
            // `**`, with as many more as come.
            ('*', Some('*')) => {
                let after = &pattern[pattern.iter().take_while(|c| **c == '*').count()..];
                (0..=name.len()).any(|length| tried(after, &name[length..]))
            }
            ('*', _) => tried(after, name) || one_but_no_dot.is_some_and(|(_, rest)| tried(pattern, rest)),
            (literal, _) => one.is_some_and(|(c, rest)| c == literal && tried(after, rest)),
        }
    }

    proptest::proptest! {
        #[test]
        fn matching_is_what_trying_finds(pattern in r"[aé.*?]{1,8}", name in "[aé.]{0,8}") {
            if let Some(parsed) = Pattern::parse(&pattern) {
                let chars = |text: &str| text.chars().collect::<Vec<_>>();
                proptest::prop_assert_eq!(parsed.matches(&name), tried(&chars(&pattern), &chars(&name)));
            }
        }

        #[test]
        fn wildcards_are_counted_as_characters(pattern in r"[a.*?]{1,12}") {
            let wildcards = pattern.chars().filter(|c| ['*', '?'].contains(c)).count();
            proptest::prop_assert_eq!(Pattern::parse(&pattern).is_some(), wildcards <= MAX_WILDCARDS);
        }

        #[test]
        fn never_panics(pattern in r"[ab.*?\\]{0,12}", name in "[ab.]{0,12}") {
            if let Some(pattern) = Pattern::parse(&pattern) {
                pattern.matches(&name);
            }
        }

        #[test]
        fn a_name_escaped_matches_itself(name in r"[ab.*?\\ é]{1,12}") {
            let escaped: String = name.chars().flat_map(|c| ["*", "?", "\\"].iter().filter(move |s| s.starts_with(c)).map(|_| '\\').chain([c])).collect();
            if let Some(pattern) = Pattern::parse(&escaped) {
                proptest::prop_assert!(pattern.matches(&name));
                proptest::prop_assert_eq!(pattern.literal(), Some(&*name));
            }
        }
    }
}
