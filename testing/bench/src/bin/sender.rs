//! Prints what a send over a socket costs. With `--server`, it is the server, and prints its port.

use std::io::{BufRead, BufReader};
use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::process::{Child, Command, ExitCode, Stdio};
use webpubsub_bench::{Failure, sender};

fn main() -> ExitCode {
    let done = if std::env::args().nth(1).as_deref() == Some("--server") { serve() } else { measure() };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            eprintln!("{failure}");
            ExitCode::FAILURE
        }
    }
}

fn serve() -> Result<(), Failure> {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?;
    println!("{}", listener.local_addr()?.port());
    sender::serve(&listener, |_| {});
    Ok(())
}

/// The server's process; it ends with this one.
struct Server {
    process: Child,
    address: SocketAddr,
}

impl Server {
    fn start() -> Result<Self, Failure> {
        let mut command = Command::new(std::env::current_exe()?);
        let mut process = command.arg("--server").stdout(Stdio::piped()).spawn()?;
        let mut port = String::new();
        BufReader::new(process.stdout.take().ok_or("no output")?).read_line(&mut port)?;
        Ok(Self { process, address: (Ipv4Addr::LOCALHOST, port.trim().parse::<u16>()?).into() })
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// Keeps this process, and the server that it starts, on the processor where it is: to wake another one costs more than
/// to send, and chance decides whether that is needed.
#[cfg(target_os = "linux")]
fn stay() {
    use rustix::thread::{CpuSet, sched_getcpu, sched_setaffinity};
    let mut here = CpuSet::new();
    here.set(sched_getcpu());
    if let Err(error) = sched_setaffinity(None, &here) {
        println!("not kept on one processor: {error}");
    }
}

#[cfg(all(unix, not(target_os = "linux")))]
fn stay() {}

#[cfg(unix)]
fn measure() -> Result<(), Failure> {
    use rustix::time::{ClockId, clock_gettime};
    use std::time::Duration;
    use webpubsub_bench::sender::{Bare, Load, Ours, compare};

    let cpu = || {
        let time = clock_gettime(ClockId::ProcessCPUTime);
        Duration::try_from(time).unwrap_or_default()
    };
    stay();
    let server = Server::start()?;
    // With several threads, chance decides which of them gets which connection.
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    println!("CPU time of a send in µs, the server's not counted");
    println!("{:>9} {:>11} {:>7} {:>7} {:>6}", "bytes", "concurrent", "ours", "bare", "ratio");
    for (bytes, concurrent, sends) in [(64, 1, 250), (64, 64, 1_280), (2_048, 1, 250), (2_048, 64, 1_280)] {
        let text = "x".repeat(bytes);
        let (ours, bare) = (Ours::new(server.address, &text)?, Bare::new(server.address, &text)?);
        let cost = compare(&runtime, Load { bytes, concurrent, sends }, &ours, &bare, cpu)?;
        println!("{bytes:9} {concurrent:11} {:7.1} {:7.1} {:6.3}", cost.ours, cost.bare, cost.ratio);
    }
    Ok(())
}

#[cfg(not(unix))]
fn measure() -> Result<(), Failure> {
    drop(Server::start()?);
    Err("the CPU time of a process is read on Unix only".into())
}
