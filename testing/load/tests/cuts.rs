//! A small version of the run under cuts, which `cargo run --release -p webpubsub-load --bin cuts` makes large.

use std::time::Duration;

use webpubsub_emulator::Emulator;
use webpubsub_load::Service;
use webpubsub_load::cuts::{Cuts, seed};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_message_arrives_once_and_in_order() {
    let emulator = Emulator::start().await.expect("started");
    let service = Service::new(emulator.connection_string());
    let run = Cuts { seed: seed(), clients: 20, deliveries: 8_000, cuts: 100, timeout: Duration::from_secs(60) };
    println!("seed {}", run.seed);
    let report = run.run(&service).await.expect("it ends");
    println!("{report}");
    assert!(report.violations.is_empty(), "{:?}", report.violations);
    assert_eq!((report.deliveries, report.cuts, report.recoveries), (8_000, 100, 100));
    assert!(report.replayed > 0 && report.unacknowledged > 100, "the cuts did not matter: {report}");
    emulator.stop().await;
}
