//! From words to a tree, each level of precedence in a function.

use super::expr::{Comparison, Expr, Field, Literal};
use super::functions::Function;
use super::lexer::{self, Word};

/// Brackets, `not` and calls nest no deeper, and comparisons of comparisons are no more: the tree is
/// walked recursively.
const DEPTH: usize = 100;

/// Parses a whole filter; the error says what is wrong.
pub(super) fn parse(text: &str) -> Result<Expr, String> {
    let words = lexer::words(text)?;
    let mut parser = Parser { words: &words, depth: 0, chained: 0 };
    let expr = parser.expression()?;
    match parser.words.first() {
        None => Ok(expr),
        Some(_) => Err("Something stands after the end of the expression.".to_owned()),
    }
}

struct Parser<'a> {
    words: &'a [Word<'a>],
    depth: usize,
    /// Comparisons whose left side is a comparison, in the whole filter.
    chained: usize,
}

impl<'a> Parser<'a> {
    fn expression(&mut self) -> Result<Expr, String> {
        self.deeper(|parser| parser.chain("or", Expr::Or, |parser| parser.chain("and", Expr::And, Self::comparison)))
    }

    /// `part word part word part …`
    fn chain(
        &mut self,
        word: &str,
        join: fn(Vec<Expr>) -> Expr,
        part: fn(&mut Self) -> Result<Expr, String>,
    ) -> Result<Expr, String> {
        let first = part(self)?;
        if !self.takes(&Word::Name(word)) {
            return Ok(first);
        }
        let mut all = vec![first, part(self)?];
        while self.takes(&Word::Name(word)) {
            all.push(part(self)?);
        }
        Ok(join(all))
    }

    fn comparison(&mut self) -> Result<Expr, String> {
        let mut left = self.unary()?;
        let mut first = true;
        while let Some(&Word::Name(name)) = self.words.first() {
            let comparison = Comparison::named(name);
            if comparison.is_none() && name != "in" {
                break;
            }
            self.chained += usize::from(!first);
            if self.chained == DEPTH {
                return Err(too_deep());
            }
            first = false;
            self.words = &self.words[1..];
            left = match comparison {
                Some(comparison) => Expr::Compare(Box::new(left), comparison, Box::new(self.unary()?)),
                None if self.takes(&Word::Open) => Expr::InList(Box::new(left), self.list()?),
                None => Expr::In(Box::new(left), Box::new(self.unary()?)),
            };
        }
        Ok(left)
    }

    fn unary(&mut self) -> Result<Expr, String> {
        if self.takes(&Word::Name("not")) {
            return self.deeper(|parser| Ok(Expr::Not(Box::new(parser.unary()?))));
        }
        self.primary()
    }

    fn primary(&mut self) -> Result<Expr, String> {
        if self.takes(&Word::Open) {
            let inside = self.expression()?;
            return self.takes(&Word::Close).then_some(inside).ok_or_else(|| "A ')' is missing.".to_owned());
        }
        if let Some(literal) = self.literal() {
            return Ok(Expr::Literal(literal));
        }
        match self.next() {
            Some(Word::Name(name)) if self.takes(&Word::Open) => self.call(name),
            Some(Word::Name(name)) => {
                Field::named(name).map(Expr::Field).ok_or_else(|| format!("Token '{name}' is not supported."))
            }
            Some(_) => Err("An operand is expected.".to_owned()),
            None => Err("The expression ends too early.".to_owned()),
        }
    }

    fn call(&mut self, name: &str) -> Result<Expr, String> {
        let mut arguments = Vec::new();
        if !self.takes(&Word::Close) {
            loop {
                arguments.push(self.expression()?);
                if self.takes(&Word::Close) {
                    break;
                }
                self.comma()?;
            }
        }
        let function = Function::named(name).ok_or_else(|| format!("Token '{name}' is not supported."))?;
        if !function.takes(arguments.len()) {
            return Err(format!("'{name}' does not take {} arguments.", arguments.len()));
        }
        Ok(Expr::Call(function, arguments))
    }

    /// The rest of `(literal, literal)`.
    fn list(&mut self) -> Result<Vec<Literal>, String> {
        let mut items = Vec::new();
        if self.takes(&Word::Close) {
            return Ok(items);
        }
        loop {
            items.push(self.literal().ok_or("A literal is expected in the list.")?);
            if self.takes(&Word::Close) {
                return Ok(items);
            }
            self.comma()?;
        }
    }

    fn literal(&mut self) -> Option<Literal> {
        let literal = match self.words.first()? {
            Word::Text(text) => Literal::Text(text.clone().into_owned()),
            Word::Int(value) => Literal::Int(*value),
            Word::Name("null") => Literal::Null,
            Word::Name("true") => Literal::Bool(true),
            Word::Name("false") => Literal::Bool(false),
            _ => return None,
        };
        self.words = &self.words[1..];
        Some(literal)
    }

    fn comma(&mut self) -> Result<(), String> {
        self.takes(&Word::Comma).then_some(()).ok_or_else(|| "A ',' or ')' is missing.".to_owned())
    }

    fn next(&mut self) -> Option<Word<'a>> {
        let (first, rest) = self.words.split_first()?;
        self.words = rest;
        Some(first.clone())
    }

    fn takes(&mut self, word: &Word<'_>) -> bool {
        let found = self.words.first() == Some(word);
        if found {
            self.words = &self.words[1..];
        }
        found
    }

    fn deeper(&mut self, parse: impl FnOnce(&mut Self) -> Result<Expr, String>) -> Result<Expr, String> {
        if self.depth == DEPTH {
            return Err(too_deep());
        }
        self.depth += 1;
        let result = parse(self);
        self.depth -= 1;
        result
    }
}

fn too_deep() -> String {
    format!("The expression is more than {DEPTH} levels deep.")
}
