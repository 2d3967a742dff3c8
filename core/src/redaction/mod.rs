//! Our secrets in text that somebody else wrote: a server can send a request back, and spell it in another way.

mod spelling;

use alloc::string::String;
use alloc::vec::Vec;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD_NO_PAD;
use core::ops::Range;
use spelling::Plain;

/// Shorter pieces of a secret are not hidden: other text can have them, too.
const PIECE: usize = 16;

/// A piece that long has at least one whole block of the secret.
const BLOCK: usize = 8;

/// Hides one secret, and whatever looks like a JSON Web Token.
///
/// The secret is found whole and in pieces, in upper and lower case, percent-encoded, with escapes of JSON or HTML, and
/// as base64, of a longer text, too.
pub(crate) struct Redaction {
    /// The secret in each of its forms, in small letters.
    forms: Vec<Vec<u8>>,
    /// Parts of the forms, sorted, with the form and the place in it.
    blocks: Vec<([u8; BLOCK], usize, usize)>,
    /// How much of a block is used; less than all for a short secret.
    size: usize,
}

impl Redaction {
    /// An empty secret is none.
    pub(crate) fn of(secret: &str) -> Self {
        let forms = forms(secret.as_bytes());
        let size = forms.iter().map(Vec::len).min().unwrap_or(0).min(BLOCK);
        let mut blocks = Vec::new();
        for (number, form) in forms.iter().enumerate() {
            let last = form.len() - size;
            let places = (0..last).step_by(BLOCK).chain([last]);
            blocks.extend(places.map(|place| (block(&form[place..place + size]), number, place)));
        }
        blocks.sort_unstable();
        Self { forms, blocks, size }
    }

    /// The text with `[secret]` in place of secrets; nothing if there are none.
    pub(crate) fn apply(&self, text: &[u8]) -> Option<Vec<u8>> {
        let clean = if Plain::has_escapes(text) { self.apply_to(text, &Plain::of(text)) } else { None };
        let rest = clean.as_deref().unwrap_or(text);
        // What looks like an escape need not be one.
        self.apply_to(rest, &Plain::literal(rest)).or(clean)
    }

    /// As [`apply`](Self::apply), of text.
    pub(crate) fn redacted(&self, text: &str) -> Option<String> {
        self.apply(text.as_bytes()).map(|clean| String::from_utf8_lossy(&clean).into_owned())
    }

    fn apply_to(&self, text: &[u8], plain: &Plain) -> Option<Vec<u8>> {
        let (mut clean, mut copied, mut at) = (Vec::new(), 0, 0);
        while at < plain.bytes.len() {
            let Some(found) = self.find(&plain.bytes, copied, at) else {
                at += 1;
                continue;
            };
            clean.extend_from_slice(&text[plain.start(copied)..plain.start(found.start)]);
            clean.extend_from_slice(b"[secret]");
            (copied, at) = (found.end, found.end);
        }
        clean.extend_from_slice(&text[plain.start(copied)..]);
        (copied > 0).then_some(clean)
    }

    /// The secret of which a block, or the token that, begins at this place, with the word `Bearer` before it.
    fn find(&self, text: &[u8], from: usize, at: usize) -> Option<Range<usize>> {
        let mut found = match (self.secret_around(text, from, at), token_at(text, at)) {
            (Some(secret), Some(token)) => secret.start.min(token.start)..secret.end.max(token.end),
            (secret, token) => secret.or(token)?,
        };
        if text[from..found.start].ends_with(b"bearer ") {
            found.start -= 7;
        }
        Some(found)
    }

    fn secret_around(&self, text: &[u8], from: usize, at: usize) -> Option<Range<usize>> {
        let wanted = block(text.get(at..at + self.size).filter(|block| !block.is_empty())?);
        let first = self.blocks.partition_point(|(block, ..)| *block < wanted);
        let same = self.blocks[first..].iter().take_while(|(block, ..)| *block == wanted);
        let around = same.filter_map(|(_, form, place)| {
            let form = &self.forms[*form];
            let before = common(text[from..at].iter().rev(), form[..*place].iter().rev());
            let after = common(text[at..].iter(), form[*place..].iter());
            (before + after >= PIECE.min(form.len())).then(|| at - before..at + after)
        });
        around.max_by_key(Range::len)
    }
}

fn forms(secret: &[u8]) -> Vec<Vec<u8>> {
    let mut forms = alloc::vec![secret.to_ascii_lowercase()];
    if secret.len() >= PIECE {
        // What base64 makes of it depends on how many bytes are before it. The last character has bits of what is behind it.
        for skipped in 0..3 {
            let mut form = STANDARD_NO_PAD.encode(&secret[skipped..]).into_bytes();
            form.pop();
            form.make_ascii_lowercase();
            let url_safe = form.iter().map(|byte| if *byte == b'+' { b'-' } else { *byte });
            let url_safe = url_safe.map(|byte| if byte == b'/' { b'_' } else { byte }).collect();
            forms.extend([form, url_safe]);
        }
    }
    forms.retain(|form| !form.is_empty());
    forms.sort_unstable();
    forms.dedup();
    forms
}

fn block(bytes: &[u8]) -> [u8; BLOCK] {
    core::array::from_fn(|at| bytes.get(at).copied().unwrap_or(0))
}

fn common<'a>(one: impl Iterator<Item = &'a u8>, other: impl Iterator<Item = &'a u8>) -> usize {
    one.zip(other).take_while(|(one, other)| one == other).count()
}

/// A JSON Web Token that begins here. `{"` begins each one, encoded.
fn token_at(text: &[u8], at: usize) -> Option<Range<usize>> {
    let rest = text[at..].strip_prefix(b"eyj").map(|_| &text[at..])?;
    let legal = |byte: &u8| byte.is_ascii_alphanumeric() || b"-_.~+=".contains(byte);
    let length = rest.iter().position(|byte| !legal(byte)).unwrap_or(rest.len());
    let parts = rest[..length].split(|byte| *byte == b'.').count();
    // The head of a token that somebody cut counts, too.
    (length >= 20 || parts >= 3).then(|| at..at + length)
}

#[cfg(test)]
mod tests;
