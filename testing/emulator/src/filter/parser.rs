//! Parses tokens to a tree, with a function for each level of precedence.

use super::expr::{Comparison, Expr, Field, Literal};
use super::functions::Function;
use super::lexer::{self, Token};

/// The maximum depth of parentheses, `not` and calls, and the maximum number of comparisons of comparisons: evaluation is
/// recursive.
const DEPTH: usize = 100;

/// Parses a whole filter; the error is the problem.
pub(super) fn parse(text: &str) -> Result<Expr, String> {
    let tokens = lexer::tokens(text)?;
    let mut parser = Parser { tokens: &tokens, depth: 0, chained: 0 };
    let expr = parser.expression()?;
    match parser.tokens.first() {
        None => Ok(expr),
        Some(_) => Err("Unexpected text after the end of the expression.".to_owned()),
    }
}

struct Parser<'a> {
    tokens: &'a [Token<'a>],
    depth: usize,
    /// Comparisons whose left side is a comparison, in the whole filter.
    chained: usize,
}

impl<'a> Parser<'a> {
    fn expression(&mut self) -> Result<Expr, String> {
        self.deeper(|parser| parser.chain("or", Expr::Or, |parser| parser.chain("and", Expr::And, Self::comparison)))
    }

    /// `part token part token part …`
    fn chain(
        &mut self,
        token: &str,
        join: fn(Vec<Expr>) -> Expr,
        part: fn(&mut Self) -> Result<Expr, String>,
    ) -> Result<Expr, String> {
        let first = part(self)?;
        if !self.takes(&Token::Name(token)) {
            return Ok(first);
        }
        let mut all = vec![first, part(self)?];
        while self.takes(&Token::Name(token)) {
            all.push(part(self)?);
        }
        Ok(join(all))
    }

    fn comparison(&mut self) -> Result<Expr, String> {
        let mut left = self.unary()?;
        let mut first = true;
        while let Some(&Token::Name(name)) = self.tokens.first() {
            let comparison = Comparison::named(name);
            if comparison.is_none() && name != "in" {
                break;
            }
            self.chained += usize::from(!first);
            if self.chained == DEPTH {
                return Err(too_deep());
            }
            first = false;
            self.tokens = &self.tokens[1..];
            left = match comparison {
                Some(comparison) => Expr::Compare(Box::new(left), comparison, Box::new(self.unary()?)),
                None if self.takes(&Token::Open) => Expr::InList(Box::new(left), self.list()?),
                None => Expr::In(Box::new(left), Box::new(self.unary()?)),
            };
        }
        Ok(left)
    }

    fn unary(&mut self) -> Result<Expr, String> {
        if self.takes(&Token::Name("not")) {
            return self.deeper(|parser| Ok(Expr::Not(Box::new(parser.unary()?))));
        }
        self.primary()
    }

    fn primary(&mut self) -> Result<Expr, String> {
        if self.takes(&Token::Open) {
            let inside = self.expression()?;
            return self.takes(&Token::Close).then_some(inside).ok_or_else(|| "A ')' is missing.".to_owned());
        }
        if let Some(literal) = self.literal() {
            return Ok(Expr::Literal(literal));
        }
        match self.next() {
            Some(Token::Name(name)) if self.takes(&Token::Open) => self.call(name),
            Some(Token::Name(name)) => {
                Field::named(name).map(Expr::Field).ok_or_else(|| format!("Token '{name}' is not supported."))
            }
            Some(_) => Err("An operand is expected.".to_owned()),
            None => Err("The expression ends too early.".to_owned()),
        }
    }

    fn call(&mut self, name: &str) -> Result<Expr, String> {
        let mut arguments = Vec::new();
        if !self.takes(&Token::Close) {
            loop {
                arguments.push(self.expression()?);
                if self.takes(&Token::Close) {
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
        if self.takes(&Token::Close) {
            return Ok(items);
        }
        loop {
            items.push(self.literal().ok_or("A literal is expected in the list.")?);
            if self.takes(&Token::Close) {
                return Ok(items);
            }
            self.comma()?;
        }
    }

    fn literal(&mut self) -> Option<Literal> {
        let literal = match self.tokens.first()? {
            Token::Text(text) => Literal::Text(text.clone().into_owned()),
            Token::Int(value) => Literal::Int(*value),
            Token::Name("null") => Literal::Null,
            Token::Name("true") => Literal::Bool(true),
            Token::Name("false") => Literal::Bool(false),
            _ => return None,
        };
        self.tokens = &self.tokens[1..];
        Some(literal)
    }

    fn comma(&mut self) -> Result<(), String> {
        self.takes(&Token::Comma).then_some(()).ok_or_else(|| "A ',' or ')' is missing.".to_owned())
    }

    fn next(&mut self) -> Option<Token<'a>> {
        let (first, rest) = self.tokens.split_first()?;
        self.tokens = rest;
        Some(first.clone())
    }

    fn takes(&mut self, token: &Token<'_>) -> bool {
        let found = self.tokens.first() == Some(token);
        if found {
            self.tokens = &self.tokens[1..];
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
