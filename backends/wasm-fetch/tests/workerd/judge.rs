//! The contract of transports in an edge worker, where there is no test runner: a worker that judges its own fetch.

use wasm_bindgen::prelude::wasm_bindgen;
use webpubsub_conformance::Limit::{ErrorsOpaque, QuotesEncoded};
use webpubsub_conformance::{Backend, Lab, run_all};
use webpubsub_wasm_fetch::FetchTransport;

const TODAY: Backend = Backend::new("fetch-workerd").limits(&[ErrorsOpaque, QuotesEncoded]);
const OF_2023: Backend = Backend::new("fetch-workerd-2023").limits(&[ErrorsOpaque]);

/// Runs all cases against the fault server at `base_url`: a line for each, `ok`, or `FAILED` with the reason.
#[wasm_bindgen]
pub async fn judge(base_url: String, of_2023: bool) -> String {
    let backend = if of_2023 { OF_2023 } else { TODAY };
    let verdicts = run_all(FetchTransport::default, &backend, &base_url).await;
    let mut report = Vec::new();
    for (name, verdict) in verdicts {
        report.push(match &verdict {
            Ok(passed) => format!("ok      {name} {passed:?}"),
            Err(failure) => format!("FAILED  {name}: {failure}"),
        });
        if verdict.is_ok() {
            Lab::new(&FetchTransport::default(), &backend, &base_url, name).finish(verdict).await;
        }
    }
    report.join("\n")
}
