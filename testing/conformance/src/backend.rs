//! What a backend says about itself before it is judged.

use std::fmt;

/// Something that a platform hides or decides, so that no backend on it can keep the contract to the letter.
///
/// A case that meets a declared limit checks the safe side instead; it is never skipped. The list is closed: whoever
/// needs another entry changes the contract, here and in the README.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Limit {
    /// The platform does not say why a request failed. Then each failure without an answer is `Interrupted`, and none is
    /// `NotSent`.
    ErrorsOpaque,
    /// The platform shows neither status nor headers of a redirect. Then a redirect is an error, and is not followed.
    RedirectsOpaque,
    /// The platform writes some request headers itself and hides some of the answer's (`User-Agent`, `Set-Cookie`). The
    /// headers that the client writes arrive all the same.
    HeadersRestricted,
    /// The transport blocks: a call that has begun cannot be dropped. Then it keeps to `Attempt::time_left` by itself.
    CannotCancel,
    /// The platform pools connections as it likes, and may send a request again if a pooled one breaks. Then a request
    /// arrives at most twice, and only where the answer is an error that says `Interrupted`.
    CannotCountConnections,
    /// The platform's URL parser writes `'` in a query as `%27`, and changes nothing else.
    QuotesEncoded,
}

impl Limit {
    /// The name in tables: `errors_opaque`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::ErrorsOpaque => "errors_opaque",
            Self::RedirectsOpaque => "redirects_opaque",
            Self::HeadersRestricted => "headers_restricted",
            Self::CannotCancel => "cannot_cancel",
            Self::CannotCountConnections => "cannot_count_connections",
            Self::QuotesEncoded => "quotes_encoded",
        }
    }
}

impl fmt::Display for Limit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// A backend on a platform, as a row of the table: its name, its declared limits, its cap for answers.
///
/// ```
/// use webpubsub_conformance::{Backend, Limit};
///
/// let fetch = Backend::new("fetch-chromium").limits(&[Limit::ErrorsOpaque, Limit::RedirectsOpaque]);
/// ```
#[derive(Clone, Debug)]
#[must_use]
pub struct Backend {
    name: &'static str,
    limits: &'static [Limit],
    excused: &'static [&'static str],
    answer_cap: usize,
}

impl Backend {
    /// A backend without limits. The name is a column of the table and a folder: letters, digits, `-` and `.`.
    pub const fn new(name: &'static str) -> Self {
        Self { name, limits: &[], excused: &[], answer_cap: 4 * 1_024 * 1_024 }
    }

    /// What the platform hides.
    pub const fn limits(mut self, limits: &'static [Limit]) -> Self {
        self.limits = limits;
        self
    }

    /// Cases that have no meaning for this backend, by name; not those that it fails. A mock, for example, has no
    /// connections. They show as `n/a` in the table.
    pub const fn without(mut self, cases: &'static [&'static str]) -> Self {
        self.excused = cases;
        self
    }

    /// The longest answer that the transport takes, in bytes, if it is not the contract's 4 MiB.
    pub const fn answer_cap(mut self, bytes: usize) -> Self {
        self.answer_cap = bytes;
        self
    }

    /// The name in the table.
    pub const fn name(&self) -> &'static str {
        self.name
    }

    pub(crate) fn has(&self, limit: Limit) -> bool {
        self.limits.contains(&limit)
    }

    pub(crate) fn is_excused_from(&self, case: &str) -> bool {
        self.excused.contains(&case)
    }

    pub(crate) fn cap(&self) -> usize {
        self.answer_cap
    }
}
