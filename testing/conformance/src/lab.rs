//! Where a case works: one transport, one fault server, and what the server saw.

mod asking;
mod seen;

pub(crate) use asking::{Wait, request, unexpected};
pub(crate) use seen::Seen;

use crate::{Backend, Passed, Verdict};
use http::Method;
use webpubsub_core::HttpTransport;

/// One case's view of the world: the transport under test and the address of a fault server. The macro
/// [`conformance!`](crate::conformance) makes one for each test; by hand it is made to run a single case.
#[derive(Debug)]
pub struct Lab<'a, T> {
    transport: &'a T,
    backend: &'a Backend,
    base: &'a str,
    case: &'static str,
}

impl<'a, T: HttpTransport> Lab<'a, T> {
    /// `base_url` is what the fault server printed; `case` is the name under which the result is kept.
    pub fn new(transport: &'a T, backend: &'a Backend, base_url: &'a str, case: &'static str) -> Self {
        Self { transport, backend, base: base_url.trim_end_matches('/'), case }
    }

    /// Whether the case has a meaning for this backend; see [`Backend::without`].
    pub fn applies(&self) -> bool {
        !self.backend.is_excused_from(self.case)
    }

    /// Hands the verdict to the fault server, which keeps it for the table.
    pub async fn report(&self, verdict: &Verdict) {
        let text = match verdict {
            Ok(Passed::Full) => "passed".to_owned(),
            Ok(Passed::SafeSide(limit)) => format!("safe side ({limit})"),
            Ok(Passed::DoesNotApply) => "n/a".to_owned(),
            Err(failure) => format!("FAILED: {failure}"),
        };
        let path = format!("/result/{}/{}", self.backend.name(), self.case);
        if let Ok(request) = self.request(Method::POST, &path, text) {
            // A broken transport may be unable to; the case fails all the same.
            let _ = self.transport.send(request).await;
        }
    }

    /// Reports the verdict and makes a test of it.
    ///
    /// # Panics
    ///
    /// If the case failed, so that the test does.
    pub async fn finish(&self, verdict: Verdict) {
        self.report(&verdict).await;
        if let Err(failure) = verdict {
            panic!("{} does not conform: {}: {failure}", self.backend.name(), self.case);
        }
    }
}
