//! Small versions of the programs `light` and `slow_readers`.

#![cfg(target_os = "linux")]

use std::path::Path;

use webpubsub_load::{SlowReaders, Target, fan_out, memory, slow_readers, use_program};

const LIGHT: &str = env!("CARGO_BIN_EXE_light");

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_idle_connection_takes_less_than_8_kilobytes() {
    use_program(Path::new(LIGHT));
    for protocol in ["json.webpubsub.azure.v1", "protobuf.reliable.webpubsub.azure.v1"] {
        let bytes = memory(Target::Emulator(protocol), 1_000).await.expect("measured");
        println!("{protocol}: {bytes} bytes");
        assert!((1..8_000).contains(&bytes), "{protocol}: {bytes} bytes");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_fan_out_reaches_everybody() {
    use_program(Path::new(LIGHT));
    for target in [Target::Baseline, Target::Emulator("json.webpubsub.azure.v1")] {
        let result = fan_out(target, 50, 100).await.expect("measured");
        assert_eq!(result.deliveries, 5_000);
        assert!(!result.cpu.is_zero());
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn slow_readers_hold_up_nobody() {
    use_program(Path::new(LIGHT));
    let run = SlowReaders { idle: 200, members: 20, slow: 5, messages: 2_000 };
    let report = slow_readers(run).await.expect("measured");
    println!("{report}");
    assert_eq!((report.complete, report.closed + report.cut), (15, 5), "{report}");
}
