//! What a backend declares about itself before it is tested.

use std::fmt;

/// Something that a platform hides or decides, so that no backend on it can keep every promise of the contract.
///
/// A case that meets a declared limitation checks the safe side instead. The list is closed: a new entry changes the
/// contract, here and in the README.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Limitation {
    /// The platform does not say why a request failed. Then each failure without a response is `Interrupted`, or
    /// `Timeout` if the transport itself ended the call, and none is `NotSent`.
    ErrorsOpaque,
    /// The platform shows neither status nor headers of a redirect. Then a redirect is an error, and is not followed.
    RedirectsOpaque,
    /// The platform sets `User-Agent` itself and hides some response headers, such as `Set-Cookie`. All other headers
    /// that the client sets arrive.
    HeadersRestricted,
    /// The transport blocks: a call in progress cannot be dropped. Then it returns `Timeout` by itself at
    /// `Attempt::timeout`.
    CannotCancel,
    /// The platform decides how connections are pooled, and may send a request again if a pooled one breaks. Then a
    /// request arrives at most twice, and one that is lost is an error of the kind `Interrupted`.
    CannotCountConnections,
    /// The platform's URL parser writes `'` in a query as `%27`, and changes nothing else.
    QuotesEncoded,
}

impl Limitation {
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

impl fmt::Display for Limitation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// A backend on a platform, as a column of the table: its name, and what it declares.
///
/// ```
/// use webpubsub_conformance::{Backend, Limitation};
///
/// let fetch =
///     Backend::new("fetch-chromium").limitations(&[Limitation::ErrorsOpaque, Limitation::RedirectsOpaque]);
/// ```
#[derive(Clone, Debug)]
#[must_use]
pub struct Backend {
    name: &'static str,
    limitations: &'static [Limitation],
    excluded: &'static [&'static str],
    max_response_size: usize,
    keeps_timeout: bool,
}

impl Backend {
    /// A backend without limitations. The name is a column of the table and a folder: letters, digits, `-` and `.`.
    pub const fn new(name: &'static str) -> Self {
        Self { name, limitations: &[], excluded: &[], max_response_size: 4 * 1_024 * 1_024, keeps_timeout: false }
    }

    /// Declares what the platform hides.
    pub const fn limitations(mut self, limitations: &'static [Limitation]) -> Self {
        self.limitations = limitations;
        self
    }

    /// Excludes cases, by name, that do not apply to this backend; not those that it fails. A mock, for example, has no
    /// connections. They show as `n/a` in the table.
    pub const fn without(mut self, cases: &'static [&'static str]) -> Self {
        self.excluded = cases;
        self
    }

    /// The size in bytes of the largest response body that the transport accepts, if it is not the contract's 4 MiB.
    pub const fn max_response_size(mut self, bytes: usize) -> Self {
        self.max_response_size = bytes;
        self
    }

    /// Declares that the transport can distinguish "not sent" from "sent", and therefore ends a call at `Attempt::timeout` by
    /// itself. One with [`Limitation::CannotCancel`] must, declared or not.
    pub const fn keeps_timeout(mut self) -> Self {
        self.keeps_timeout = true;
        self
    }

    /// The name in the table.
    pub const fn name(&self) -> &'static str {
        self.name
    }

    pub(crate) fn has(&self, limitation: Limitation) -> bool {
        self.limitations.contains(&limitation)
    }

    pub(crate) fn excludes(&self, case: &str) -> bool {
        self.excluded.contains(&case)
    }

    pub(crate) fn has_own_timeout(&self) -> bool {
        self.keeps_timeout
    }

    pub(crate) fn max_size(&self) -> usize {
        self.max_response_size
    }
}
