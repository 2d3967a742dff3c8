//! Patterns of group names: `?`, `*` and `**`, of which `?` and `*` stop at a dot.

/// The maximum number of the characters `?` and `*`: `**` is two.
pub(super) const MAX_WILDCARDS: usize = 5;

#[derive(Clone, Debug, PartialEq, Eq)]
enum Token {
    Char(char),
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
        let mut tokens = Vec::new();
        let mut wildcards = 0;
        let mut chars = text.chars().peekable();
        while let Some(c) = chars.next() {
            tokens.push(match c {
                '?' => {
                    wildcards += 1;
                    Token::One
                }
                '\\' => Token::Char(chars.next().filter(|escaped| ['*', '?', '\\'].contains(escaped))?),
                '*' => {
                    wildcards += 1;
                    let mut token = Token::Run;
                    while chars.next_if_eq(&'*').is_some() {
                        wildcards += 1;
                        token = Token::Everything;
                    }
                    token
                }
                literal => Token::Char(literal),
            });
        }
        (wildcards <= MAX_WILDCARDS).then_some(Self(tokens))
    }

    /// The one name that it matches, if it has no wildcard.
    pub(super) fn literal(&self) -> Option<String> {
        self.0.iter().map(|token| if let Token::Char(c) = token { Some(*c) } else { None }).collect()
    }

    pub(super) fn is_everything(&self) -> bool {
        self.0 == [Token::Everything]
    }

    /// Tracks all possible matches at once, so that the time is bounded for every name.
    pub(super) fn matches(&self, name: &str) -> bool {
        // reached[i]: the tokens before i match the characters read so far.
        let mut reached = vec![false; self.0.len() + 1];
        reached[0] = true;
        self.skip_empty_runs(&mut reached);
        for c in name.chars() {
            let mut next = vec![false; self.0.len() + 1];
            for (index, token) in self.0.iter().enumerate().filter(|&(index, _)| reached[index]) {
                match token {
                    Token::Char(literal) => next[index + 1] |= *literal == c,
                    Token::One => next[index + 1] |= c != '.',
                    Token::Run => next[index] |= c != '.',
                    Token::Everything => next[index] = true,
                }
            }
            self.skip_empty_runs(&mut next);
            reached = next;
        }
        reached[self.0.len()]
    }

    fn skip_empty_runs(&self, reached: &mut [bool]) {
        for (index, token) in self.0.iter().enumerate() {
            if matches!(token, Token::Run | Token::Everything) {
                reached[index + 1] |= reached[index];
            }
        }
    }
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
        assert_eq!(Pattern::parse(r"a\*b").and_then(|pattern| pattern.literal()).as_deref(), Some("a*b"));
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

    /// By trying, which takes long for some names.
    fn tried(tokens: &[Token], name: &[char]) -> bool {
        let Some((token, after)) = tokens.split_first() else { return name.is_empty() };
        let one = name.split_first();
        let one_but_no_dot = one.filter(|(c, _)| **c != '.');
        match token {
            Token::Char(literal) => one.is_some_and(|(c, rest)| c == literal && tried(after, rest)),
            Token::One => one_but_no_dot.is_some_and(|(_, rest)| tried(after, rest)),
            Token::Run => tried(after, name) || one_but_no_dot.is_some_and(|(_, rest)| tried(tokens, rest)),
            Token::Everything => tried(after, name) || one.is_some_and(|(_, rest)| tried(tokens, rest)),
        }
    }

    proptest::proptest! {
        #[test]
        fn matching_is_what_trying_finds(pattern in r"[ab.*?]{1,8}", name in "[ab.]{0,8}") {
            if let Some(pattern) = Pattern::parse(&pattern) {
                let chars: Vec<char> = name.chars().collect();
                proptest::prop_assert_eq!(pattern.matches(&name), tried(&pattern.0, &chars));
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
                proptest::prop_assert_eq!(pattern.literal(), Some(name));
            }
        }
    }
}
