//! Prints the memory of each idle connection, and the CPU time of each delivery, beside the least server that writes
//! messages one by one:  cargo run --release -p webpubsub-load --bin light

use std::io;

use webpubsub_load::{Target, fan_out, memory, serve_if_asked};

const CONNECTIONS: usize = 5_000;
const CLIENTS: usize = 1_000;
const MESSAGES: usize = 1_000;

const PROTOCOLS: [&str; 4] = [
    "json.webpubsub.azure.v1",
    "json.reliable.webpubsub.azure.v1",
    "protobuf.webpubsub.azure.v1",
    "protobuf.reliable.webpubsub.azure.v1",
];

fn main() -> io::Result<()> {
    serve_if_asked();
    tokio::runtime::Runtime::new()?.block_on(async {
        println!("memory of each of {CONNECTIONS} idle connections");
        println!("  {:36} {:6} bytes", "the least server", memory(Target::Baseline, CONNECTIONS).await?);
        for protocol in PROTOCOLS {
            println!("  {protocol:36} {:6} bytes", memory(Target::Emulator(protocol), CONNECTIONS).await?);
        }
        println!("{MESSAGES} messages to each of {CLIENTS} clients");
        let baseline = fan_out(Target::Baseline, CLIENTS, MESSAGES).await?;
        let emulator = fan_out(Target::Emulator(PROTOCOLS[0]), CLIENTS, MESSAGES).await?;
        for (name, result) in [("the least server", baseline), ("the emulator", emulator)] {
            let (cpu, wall) = (result.each().as_nanos(), result.wall);
            println!("  {name:36} {cpu:6} ns of CPU for each delivery, {wall:.1?} in all");
        }
        println!("  {:36} {:6.2} times the least server", "", emulator.each().div_duration_f64(baseline.each()));
        Ok(())
    })
}
