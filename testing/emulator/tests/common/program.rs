//! The emulator as a process of its own, whose memory can be read.

#![allow(dead_code, unreachable_pub)] // Each test program uses some of it.

use std::io::{BufRead as _, BufReader};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

pub struct Program {
    pub child: Child,
    pub connection_string: String,
}

impl Program {
    pub fn start(arguments: &[&str]) -> Self {
        let mut command = Command::new(env!("CARGO_BIN_EXE_webpubsub-emulator"));
        command.args(["--port", "0"]).args(arguments);
        Self::run(command)
    }

    /// With so many file descriptors.
    pub fn start_with_files(files: u32) -> Self {
        let mut command = Command::new("sh");
        let program = env!("CARGO_BIN_EXE_webpubsub-emulator");
        command.arg("-c").arg(format!("ulimit -n {files} && exec '{program}' --port 0"));
        Self::run(command)
    }

    pub fn run(mut command: Command) -> Self {
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("started");
        let mut line = String::new();
        BufReader::new(child.stdout.take().expect("piped")).read_line(&mut line).expect("a line");
        Self { child, connection_string: line.trim_end().to_owned() }
    }

    pub fn signal(&self, signal: &str) {
        let sent = Command::new("kill").args([signal, &self.child.id().to_string()]).status().expect("kill");
        assert!(sent.success());
    }

    /// Whether it ends well in this time.
    pub fn ends_within(&mut self, limit: Duration) -> bool {
        let begun = Instant::now();
        while begun.elapsed() < limit {
            if let Some(status) = self.child.try_wait().expect("a child") {
                return status.success();
            }
            std::thread::sleep(Duration::from_millis(10));
        }
        false
    }

    /// The most memory that it has had so far, in MiB.
    pub fn peak_memory(&self) -> usize {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.child.id())).expect("running");
        let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).expect("a line");
        let kib: usize = line.trim().trim_end_matches(" kB").parse().expect("a number");
        kib / 1024
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
