//! A server in a process of its own, whose memory and CPU can be read: this program again, with another part to play.

use std::fs;
use std::io::{self, BufRead as _, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::OnceLock;
use std::time::Duration;

use webpubsub_emulator::Emulator;

use crate::baseline;

/// The variable that names the part.
const PART: &str = "WEBPUBSUB_LOAD_PART";

static PROGRAM: OnceLock<PathBuf> = OnceLock::new();

/// Starts this program, which calls [`serve_if_asked`], in the place of the current one.
pub fn use_program(program: &Path) {
    PROGRAM.get_or_init(|| program.to_owned());
}

/// Serves for ever, if this process was started by [`Process`]. To be called first in `main`.
///
/// # Panics
///
/// If nothing can be served.
pub fn serve_if_asked() {
    let Ok(part) = std::env::var(PART) else { return };
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    runtime.block_on(async {
        if part == "emulator" {
            let emulator = Emulator::builder().keep_alive(Duration::from_secs(600)).start().await.expect("started");
            println!("{}", emulator.connection_string());
            std::future::pending::<()>().await;
        } else {
            baseline::serve().await.expect("served");
        }
    });
}

/// A server, ended on drop.
#[derive(Debug)]
pub struct Process {
    child: Child,
    /// Where it is: a connection string or an address.
    pub address: String,
}

impl Process {
    /// Starts an emulator.
    pub fn emulator() -> io::Result<Self> {
        Self::start("emulator")
    }

    /// Starts the least server.
    pub fn baseline() -> io::Result<Self> {
        Self::start("baseline")
    }

    fn start(part: &str) -> io::Result<Self> {
        let program = PROGRAM.get().cloned().map_or_else(std::env::current_exe, Ok)?;
        let mut child = Command::new(program).env(PART, part).stdout(Stdio::piped()).spawn()?;
        let mut address = String::new();
        BufReader::new(child.stdout.take().ok_or(io::ErrorKind::BrokenPipe)?).read_line(&mut address)?;
        Ok(Self { child, address: address.trim_end().to_owned() })
    }

    /// The memory that it has now, in bytes. Linux only.
    pub fn memory(&self) -> io::Result<u64> {
        let status = fs::read_to_string(format!("/proc/{}/status", self.child.id()))?;
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).ok_or(io::ErrorKind::InvalidData)?;
        let kib: u64 = line.trim().trim_end_matches(" kB").parse().map_err(io::Error::other)?;
        Ok(kib * 1024)
    }

    /// The CPU time that it has taken so far. Linux only.
    pub fn cpu(&self) -> io::Result<Duration> {
        let mut ticks = 0;
        for task in fs::read_dir(format!("/proc/{}/task", self.child.id()))? {
            // The first number is the time on a CPU, in nanoseconds.
            let schedule = fs::read_to_string(task?.path().join("schedstat"))?;
            ticks += schedule.split(' ').next().and_then(|time| time.parse().ok()).unwrap_or(0);
        }
        Ok(Duration::from_nanos(ticks))
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
