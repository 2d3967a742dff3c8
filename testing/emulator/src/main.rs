//! The emulator as a program: one line on stdout, the connection string, once it answers.

use std::io::Write as _;
use std::process::ExitCode;

use clap::Parser;
use webpubsub_emulator::{DEFAULT_ACCESS_KEY, Emulator};

/// Azure Web PubSub on this machine.
///
/// Prints its connection string, one line, as soon as it answers; ends on SIGINT or SIGTERM.
#[derive(Parser)]
#[command(version)]
struct Arguments {
    /// Address or name to listen on.
    #[arg(long, default_value = "127.0.0.1")]
    host: String,
    /// Port to listen on; 0 takes a free one.
    #[arg(long, default_value_t = 8080)]
    port: u16,
    /// Access key, at least 32 bytes.
    #[arg(long, default_value = DEFAULT_ACCESS_KEY)]
    access_key: String,
    /// Another key with the same rights, for rehearsing a change of keys.
    #[arg(long)]
    secondary_access_key: Option<String>,
    /// Take any bearer token for Web PubSub that has not expired, whoever signed it.
    #[arg(long)]
    allow_unvalidated_entra_tokens: bool,
    /// Read `%2F` in a name as `/`; without, it stays `%2F`, as in Microsoft's emulator.
    #[arg(long)]
    decode_slashes: bool,
}

#[tokio::main]
async fn main() -> ExitCode {
    match run(Arguments::parse()).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("webpubsub-emulator: {error}");
            ExitCode::FAILURE
        }
    }
}

async fn run(arguments: Arguments) -> Result<(), Box<dyn std::error::Error>> {
    // Before the line is printed: whoever reads it may signal at once.
    let stop = Stop::listen()?;
    let mut builder = Emulator::builder()
        .host(arguments.host)
        .port(arguments.port)
        .access_key(arguments.access_key)
        .allow_unvalidated_entra_tokens(arguments.allow_unvalidated_entra_tokens)
        .decode_slashes(arguments.decode_slashes);
    if let Some(key) = arguments.secondary_access_key {
        builder = builder.secondary_access_key(key);
    }
    let emulator = builder.start().await?;
    {
        let mut stdout = std::io::stdout().lock();
        writeln!(stdout, "{}", emulator.connection_string())?;
        stdout.flush()?;
    }
    eprintln!("listening on {}", emulator.address());
    stop.wait().await;
    emulator.stop().await;
    Ok(())
}

#[cfg(unix)]
struct Stop {
    interrupt: tokio::signal::unix::Signal,
    terminate: tokio::signal::unix::Signal,
}

#[cfg(unix)]
impl Stop {
    fn listen() -> std::io::Result<Self> {
        use tokio::signal::unix::{SignalKind, signal};
        Ok(Self { interrupt: signal(SignalKind::interrupt())?, terminate: signal(SignalKind::terminate())? })
    }

    async fn wait(mut self) {
        tokio::select! {
            _ = self.interrupt.recv() => {}
            _ = self.terminate.recv() => {}
        }
    }
}

#[cfg(not(unix))]
struct Stop;

#[cfg(not(unix))]
impl Stop {
    #[allow(clippy::unnecessary_wraps)]
    fn listen() -> std::io::Result<Self> {
        Ok(Self)
    }

    async fn wait(self) {
        // An error means that no signal can come: run until killed.
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
    }
}
