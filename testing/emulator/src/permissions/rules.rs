//! The rules for one permission.

use std::collections::HashMap;

use super::pattern::Pattern;
use super::{Meaningless, TooMany};

const MAX_LITERALS: usize = 1000;
const MAX_PATTERNS: usize = 10;

/// A rule for a named group takes precedence over patterns, and patterns over the default.
#[derive(Debug, Default)]
pub(super) struct Rules {
    default: bool,
    patterns: Vec<Pattern>,
    /// Groups whose rule differs from patterns and default.
    literals: HashMap<String, bool>,
}

impl Rules {
    pub(super) fn allow(&self, group: &str) -> bool {
        self.literals.get(group).copied().unwrap_or_else(|| self.without_literals(group))
    }

    /// Whether every group is allowed.
    pub(super) fn allows_all(&self) -> bool {
        self.default && self.literals.is_empty()
    }

    pub(super) fn grant_all(&mut self) {
        *self = Self { default: true, ..Self::default() };
    }

    pub(super) fn revoke_all(&mut self) {
        *self = Self::default();
    }

    pub(super) fn grant(&mut self, group: &str) -> Result<(), TooMany> {
        self.set(group, true)
    }

    pub(super) fn revoke(&mut self, group: &str) -> Result<(), TooMany> {
        self.set(group, false)
    }

    /// Adds a pattern; an invalid one, or one over the maximum, changes nothing.
    pub(super) fn grant_pattern(&mut self, text: &str) -> Result<(), Meaningless> {
        let pattern = Pattern::parse(text).ok_or(Meaningless::Pattern)?;
        if let Some(group) = pattern.literal() {
            return self.grant_role(group);
        }
        if pattern.is_everything() {
            self.grant_all();
        } else if self.patterns.len() < MAX_PATTERNS {
            self.literals.retain(|group, _| !pattern.matches(group));
            self.patterns.push(pattern);
        } else {
            return Err(Meaningless::TooManyPatterns(MAX_PATTERNS));
        }
        Ok(())
    }

    /// The same for one group, from a role.
    pub(super) fn grant_role(&mut self, group: &str) -> Result<(), Meaningless> {
        self.grant(group).map_err(|TooMany| Meaningless::TooManyGroups(MAX_LITERALS))
    }

    fn without_literals(&self, group: &str) -> bool {
        self.default || self.patterns.iter().any(|pattern| pattern.matches(group))
    }

    fn set(&mut self, group: &str, allowed: bool) -> Result<(), TooMany> {
        if self.allow(group) == allowed {
            return Ok(());
        }
        // The opposite of an exception removes it.
        if self.literals.remove(group).is_none() {
            if self.literals.len() == MAX_LITERALS {
                return Err(TooMany);
            }
            self.literals.insert(group.to_owned(), allowed);
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn exceptions_come_and_go() {
        let mut rules = Rules::default();
        rules.grant_pattern("a*").expect("room");
        rules.revoke("ab").expect("room");
        assert!(rules.allow("aa") && !rules.allow("ab") && !rules.allow("b"));
        rules.grant("ab").expect("room");
        assert!(rules.allow("ab") && rules.literals.is_empty());
        rules.grant("b").expect("room");
        rules.revoke("b").expect("room");
        assert!(!rules.allow("b") && rules.literals.is_empty());
    }

    #[test]
    fn a_later_pattern_covers_exceptions() {
        let mut rules = Rules::default();
        rules.grant_all();
        rules.revoke("ab").expect("room");
        rules.grant_pattern("a*").expect("room");
        assert!(rules.allow("ab"));
    }

    #[test]
    fn limits() {
        let mut rules = Rules::default();
        for index in 0..MAX_LITERALS {
            rules.grant(&format!("g{index}")).expect("room");
        }
        assert_eq!(rules.grant("more"), Err(TooMany));
        assert!(!rules.allow("more"));
        rules.grant("g1").expect("known already");
        rules.revoke("g1").expect("makes room");
        rules.grant("more").expect("room");

        let mut rules = Rules::default();
        for index in 0..=MAX_PATTERNS {
            let granted = rules.grant_pattern(&format!("{index}*"));
            assert_eq!(granted.is_ok(), index < MAX_PATTERNS);
        }
        assert!(rules.allow("9x") && !rules.allow("x") && rules.patterns.len() == MAX_PATTERNS);
    }
}
