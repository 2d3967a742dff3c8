//! A call over a scripted transport.

use crate::operations::{Client, Row};
use crate::table::End;
use std::collections::BTreeMap;
use std::time::Duration;
use webpubsub_core::{
    AccessKey, CallOptions, Error, RetryPlan, SendHttpTransport, Target, TransportErrorKind, UnixTime,
};
use webpubsub_vectors::behaviour::Sent;
use webpubsub_vectors::case::Answer;
use webpubsub_vectors::recorder::{Draw, Given, NOW, Recorder};

/// What came of a call.
pub(crate) struct Made {
    pub(crate) result: Result<u16, Error>,
    pub(crate) sent: Vec<Sent>,
    pub(crate) waits: Vec<f64>,
    /// How long it took.
    pub(crate) passed: f64,
}

pub(crate) fn answer(status: u16, body: &str, headers: &[(&str, &str)]) -> Given {
    let headers: BTreeMap<String, String> = headers.iter().map(|(n, v)| ((*n).to_owned(), (*v).to_owned())).collect();
    Given::Answer(Answer { status: Some(status), headers, body: body.to_owned(), ..Answer::default() })
}

pub(crate) fn given(end: End, headers: &[(&str, &str)]) -> Given {
    match end {
        End::Status(status) => answer(status, "", headers),
        End::Failure(TransportErrorKind::Timeout) => Given::Silence,
        End::Failure(kind) => Given::Failure(kind),
    }
}

pub(crate) fn make(row: &Row, script: Vec<Given>, draw: Draw, plan: RetryPlan) -> Made {
    let recorder = Recorder::new(script, draw);
    let target = Target::new("https://contoso.webpubsub.azure.com", "chat").expect("a target");
    let key = AccessKey::new("a key for tests only").expect("a key");
    let client = Client::with_transport(&recorder, target, key).with(CallOptions::new().retry(plan));
    let result = (row.3)(&client);
    let passed = SendHttpTransport::now(&recorder).since(UnixTime::from_secs(NOW)).as_secs_f64();
    let (sent, waits) = recorder.into_sent_and_waits();
    Made { result, sent, waits: waits.iter().map(Duration::as_secs_f64).collect(), passed }
}
