//! Sends in threads, for a backend that blocks.

use crate::run::{CONCURRENT, Messages, Run};
use crate::{Attempts, ObservedTransport, Report};
use std::sync::Arc;
use std::thread;
use webpubsub_blocking::GenericClient;
use webpubsub_core::transport::SendHttpTransport;
use webpubsub_core::{AccessKey, Target};

pub(super) fn send_all<T: SendHttpTransport>(run: Run, target: Target, transport: T) -> (Vec<Report>, Attempts) {
    let transport = Arc::new(ObservedTransport::new(transport));
    let client = GenericClient::with_transport(Arc::clone(&transport), target, AccessKey::new("k").expect("a key"));
    let messages = Messages::new(run);
    let send = || {
        let mut reports = Vec::new();
        while let Some(message) = messages.next() {
            let sent = client.with_options(message.options()).send_to_all(message.text());
            reports.push(message.report(sent));
        }
        reports
    };
    let reports = thread::scope(|scope| {
        let workers: Vec<_> = (0..CONCURRENT).map(|_| scope.spawn(send)).collect();
        workers.into_iter().flat_map(|worker| worker.join().expect("no panic")).collect()
    });
    (Messages::in_order(reports), transport.attempts())
}
