//! The contract of transports in an edge worker, where there is no test runner: a worker that judges its own fetch.

use wasm_bindgen::prelude::wasm_bindgen;
use webpubsub_conformance::Limitation::{ErrorsOpaque, QuotesEncoded};
use webpubsub_conformance::{Backend, run_all};
use webpubsub_wasm_fetch::FetchTransport;

const TODAY: Backend = Backend::new("fetch-workerd").limitations(&[ErrorsOpaque, QuotesEncoded]);
const OF_2023: Backend = Backend::new("fetch-workerd-2023").limitations(&[ErrorsOpaque]);

/// Runs all cases against the fault server at `base_url`: a line for each, `ok`, or `FAILED` with the reason.
#[wasm_bindgen]
pub async fn judge(base_url: String, of_2023: bool) -> String {
    let backend = if of_2023 { OF_2023 } else { TODAY };
    let verdicts = run_all(FetchTransport::default, &backend, &base_url).await;
    let lines = verdicts.iter().map(|(name, verdict)| match verdict {
        Ok(passed) => format!("ok      {name} {passed:?}"),
        Err(failure) => format!("FAILED  {name}: {failure}"),
    });
    lines.collect::<Vec<_>>().join("\n")
}
