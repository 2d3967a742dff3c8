//! Sends in tasks on tokio, for any backend whose futures are `Send`.

use crate::run::{CONCURRENT, Messages, Run};
use crate::{Attempts, ObservedTransport, Report};
use std::sync::Arc;
use webpubsub_core::transport::SendHttpTransport;
use webpubsub_core::{AccessKey, Target, WebPubSubServiceClient};

pub(super) fn send_all<T: SendHttpTransport + 'static>(
    run: Run,
    target: Target,
    transport: T,
) -> (Vec<Report>, Attempts) {
    let transport = Arc::new(ObservedTransport::new(transport));
    let key = AccessKey::new("k").expect("a key");
    let client = WebPubSubServiceClient::with_transport(Arc::clone(&transport), target, key);
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    let messages = Messages::new(run);
    let reports = runtime.block_on(async {
        let workers: Vec<_> = (0..CONCURRENT)
            .map(|_| {
                let (messages, client) = (messages.clone(), client.clone());
                tokio::spawn(async move {
                    let mut reports = Vec::new();
                    while let Some(message) = messages.next() {
                        let sent = client.with_options(message.options()).send_to_all(message.text()).await;
                        reports.push(message.report(sent));
                    }
                    reports
                })
            })
            .collect();
        let mut all = Vec::new();
        for worker in workers {
            all.extend(worker.await.expect("no panic"));
        }
        all
    });
    (Messages::in_order(reports), transport.attempts())
}
