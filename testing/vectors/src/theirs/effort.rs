//! What a record says about attempts, waits, tokens and logs.

use crate::behaviour::{Effort, Sent, Wait};
use crate::case::Record;
use serde_json::Value;
use std::time::Duration;

/// Waits of zero are not recorded. In Python the first one is zero unless the answer asked for more, so that what
/// is missing is missing in front.
pub(super) fn read(record: &Record, sent: &[Sent], unreachable: bool) -> Result<Effort, String> {
    let result = &record.result;
    let python = numbers(&result["planned_sleeps_s"])?;
    let mut seconds = if python.is_empty() {
        numbers(&result["planned_timeouts_ms"])?.into_iter().map(|milliseconds| milliseconds / 1e3).collect()
    } else {
        python.clone()
    };
    let repeats = if unreachable {
        seconds.len() + usize::from(!python.is_empty())
    } else {
        repeated(sent).into_iter().filter(|again| *again).count()
    };
    while seconds.len() < repeats {
        seconds.insert(0, 0.0);
    }
    let waits = seconds.into_iter().take(repeats).map(|wait| Wait::exactly(Duration::from_secs_f64(wait)));
    Ok(Effort {
        attempts: if unreachable { repeats + 1 } else { sent.len() },
        waits: waits.collect(),
        tokens: result["credential_calls"].as_array().map_or(0, Vec::len),
        log: texts(&result["log_lines"])?,
        loudest_log: Vec::new(),
    })
}

/// Of each request after the first: whether it is the one before it once more, by the request id.
pub(crate) fn repeated(sent: &[Sent]) -> Vec<bool> {
    let id = |sent: &Sent| sent.header("x-ms-client-request-id").map(str::to_owned);
    sent.windows(2).map(|pair| id(&pair[0]) == id(&pair[1])).collect()
}

fn numbers(list: &Value) -> Result<Vec<f64>, String> {
    let number = |value: &Value| value.as_f64().filter(|n| *n >= 0.0).ok_or_else(|| format!("a wait of {value}"));
    list.as_array().into_iter().flatten().map(number).collect()
}

fn texts(list: &Value) -> Result<Vec<String>, String> {
    let text = |value: &Value| value.as_str().map(str::to_owned).ok_or_else(|| format!("a line {value}"));
    list.as_array().into_iter().flatten().map(text).collect()
}
