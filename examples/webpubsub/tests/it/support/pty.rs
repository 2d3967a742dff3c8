//! A pseudo-terminal for the tool.

use super::in_time;
use rustix::process::{Pid, Signal, kill_process};
use rustix::pty::{OpenptFlags, grantpt, openpt, ptsname, unlockpt};
use rustix::termios::{Winsize, tcsetwinsize};
use std::fs::File;
use std::io::{Read as _, Write as _};
use std::process::Stdio;
use tokio::process::{Child, Command};
use tokio::sync::mpsc;

/// The terminal's side of it: what the tool prints, and what is typed.
pub(crate) struct Pty {
    keyboard: File,
    programs_side: Option<File>,
    arriving: mpsc::UnboundedReceiver<Vec<u8>>,
    /// All that was printed so far.
    pub(crate) screen: String,
}

impl Pty {
    /// 30 lines of 100 characters.
    pub(crate) fn new() -> Self {
        let controller = openpt(OpenptFlags::RDWR | OpenptFlags::NOCTTY).expect("a terminal");
        grantpt(&controller).expect("granted");
        unlockpt(&controller).expect("unlocked");
        let size = Winsize { ws_row: 30, ws_col: 100, ws_xpixel: 0, ws_ypixel: 0 };
        tcsetwinsize(&controller, size).expect("a size");
        let path = ptsname(&controller, Vec::new()).expect("a name").into_string().expect("text");
        let programs_side = File::options().read(true).write(true).open(path).expect("opened");
        let keyboard = File::from(controller);
        let mut printed = keyboard.try_clone().expect("cloned");
        let (tell, arriving) = mpsc::unbounded_channel();
        std::thread::spawn(move || {
            let mut buffer = [0; 4_096];
            // An error when the last program has closed its side.
            while let Ok(read @ 1..) = printed.read(&mut buffer) {
                if tell.send(buffer[..read].to_vec()).is_err() {
                    return;
                }
            }
        });
        Self { keyboard, programs_side: Some(programs_side), arriving, screen: String::new() }
    }

    /// For a stream of the tool.
    pub(crate) fn stdio(&self) -> Stdio {
        self.programs_side.as_ref().expect("before the start").try_clone().expect("cloned").into()
    }

    /// Starts the tool, with all three streams on the terminal.
    pub(crate) fn start(&mut self, mut command: Command) -> Child {
        command.stdin(self.stdio()).stdout(self.stdio()).stderr(self.stdio());
        self.spawn(command)
    }

    /// Starts the tool with the streams that it has.
    pub(crate) fn spawn(&mut self, mut command: Command) -> Child {
        let child = command.spawn().expect("starts");
        // From now on the tool alone holds its side: its end is the end of what is printed.
        self.programs_side = None;
        child
    }

    pub(crate) fn write(&mut self, keys: &str) {
        self.keyboard.write_all(keys.as_bytes()).expect("typed");
    }

    /// Reads until the screen has this text.
    pub(crate) async fn until(&mut self, text: &str) {
        while !self.screen.contains(text) {
            match in_time(self.arriving.recv()).await {
                Some(printed) => self.screen += &String::from_utf8_lossy(&printed),
                None => panic!("{text:?} in {:?}", self.screen),
            }
        }
    }

    /// Waits for the tool's end: its code, and all that was printed.
    pub(crate) async fn end(mut self, mut child: Child) -> (i32, String) {
        while let Some(printed) = in_time(self.arriving.recv()).await {
            self.screen += &String::from_utf8_lossy(&printed);
        }
        let code = in_time(child.wait()).await.expect("ends").code().expect("not killed");
        (code, self.screen)
    }
}

/// Sends a signal to the tool alone.
pub(crate) fn signal(child: &Child, signal: Signal) {
    let id = i32::try_from(child.id().expect("running")).expect("an id");
    kill_process(Pid::from_raw(id).expect("an id"), signal).expect("sent");
}
