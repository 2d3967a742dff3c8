//! The signals that the program handles, and what it says at its end.

use crate::Emulator;

/// What a stop closes, by hub.
pub(crate) fn closed(emulator: &Emulator) -> String {
    let hubs = emulator.hubs().into_iter().map(|hub| (emulator.clients(&hub).len(), hub));
    let hubs: Vec<(usize, String)> = hubs.filter(|(clients, _)| *clients > 0).collect();
    let all: usize = hubs.iter().map(|(clients, _)| clients).sum();
    let each: Vec<String> = hubs.iter().map(|(clients, hub)| format!("{hub} {clients}")).collect();
    match all {
        0 => "no connection was open".to_owned(),
        1 => format!("closed 1 connection ({})", each.join(", ")),
        _ => format!("closed {all} connections ({})", each.join(", ")),
    }
}

/// What a signal demands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Signal {
    /// SIGINT, SIGTERM or Ctrl-C; SIGHUP on a terminal, which is being closed.
    End,
    /// SIGHUP elsewhere.
    #[cfg_attr(not(unix), allow(dead_code))]
    Restart,
}

#[cfg(unix)]
pub(crate) struct Stop {
    interrupt: tokio::signal::unix::Signal,
    terminate: tokio::signal::unix::Signal,
    hangup: tokio::signal::unix::Signal,
    /// Asked at the start: a terminal that is closed is none any more.
    on_terminal: bool,
}

#[cfg(unix)]
impl Stop {
    pub(crate) fn listen() -> std::io::Result<Self> {
        use std::io::IsTerminal as _;

        use tokio::signal::unix::{SignalKind, signal};
        let (interrupt, terminate) = (signal(SignalKind::interrupt())?, signal(SignalKind::terminate())?);
        let on_terminal = std::io::stdout().is_terminal() || std::io::stderr().is_terminal();
        Ok(Self { interrupt, terminate, hangup: signal(SignalKind::hangup())?, on_terminal })
    }

    pub(crate) async fn wait(&mut self) -> Signal {
        tokio::select! {
            _ = self.interrupt.recv() => Signal::End,
            _ = self.terminate.recv() => Signal::End,
            _ = self.hangup.recv() => if self.on_terminal { Signal::End } else { Signal::Restart },
        }
    }
}

#[cfg(not(unix))]
pub(crate) struct Stop;

#[cfg(not(unix))]
impl Stop {
    #[allow(clippy::unnecessary_wraps)]
    pub(crate) fn listen() -> std::io::Result<Self> {
        Ok(Self)
    }

    pub(crate) async fn wait(&mut self) -> Signal {
        // An error means that no signal can be received: run until killed.
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
        Signal::End
    }
}
