//! What a case works with: one transport, one fault server, and what the server received.

mod requests;
mod seen;

pub(crate) use requests::{ATTEMPT, Wait, request, unexpected};
pub(crate) use seen::Seen;

use crate::{Backend, Passed, Verdict};
use http::Method;
use webpubsub_core::transport::HttpTransport;

/// What one case works with: the transport under test and the address of a fault server. The macro
/// [`conformance!`](crate::conformance) makes one for each test; make one by hand to run a single case.
#[derive(Debug)]
pub struct Fixture<'a, T> {
    transport: &'a T,
    backend: &'a Backend,
    base: &'a str,
    case: &'static str,
}

impl<'a, T: HttpTransport> Fixture<'a, T> {
    /// `base_url` is what the fault server printed; `case` is the name under which the result is stored.
    pub fn new(transport: &'a T, backend: &'a Backend, base_url: &'a str, case: &'static str) -> Self {
        Self { transport, backend, base: base_url.trim_end_matches('/'), case }
    }

    /// Whether the case applies to this backend; see [`Backend::without`].
    pub fn applies(&self) -> bool {
        !self.backend.excludes(self.case)
    }

    /// Sends the verdict to the fault server, which stores it for the table.
    pub(crate) async fn report(&self, verdict: &Verdict) {
        let text = match verdict {
            Ok(Passed::Full) => "passed".to_owned(),
            Ok(Passed::SafeSide(limitation)) => format!("safe side ({limitation})"),
            Ok(Passed::DoesNotApply) => "n/a".to_owned(),
            Err(failure) => format!("FAILED: {failure}"),
        };
        let path = format!("/result/{}/{}", self.backend.name(), self.case);
        if let Ok(request) = self.request(Method::POST, &path, text) {
            // A broken transport may fail to send it; the case fails all the same.
            let _ = self.transport.send(request, ATTEMPT).await;
        }
    }

    /// Reports the verdict and panics if the case failed, so that the test fails.
    ///
    /// # Panics
    ///
    /// If the case failed.
    pub async fn finish(&self, verdict: Verdict) {
        self.report(&verdict).await;
        if let Err(failure) = verdict {
            panic!("{} does not conform: {}: {failure}", self.backend.name(), self.case);
        }
    }
}
