//! Closing all connections of the hub, after a confirmation.

use super::close::CloseOptions;
use super::{call, set};
use crate::failure::{Failure, wrong_use};
use crate::response::Response;
use clap::Args;
use std::io::{BufRead, IsTerminal, Write, stderr, stdin};
use webpubsub_hyper::{WebPubSubServiceClient, operations};

/// Close all connections
///
/// All of the hub. Asks for confirmation on the terminal; without a terminal it needs `--yes`.
#[derive(Args)]
#[command(after_help = "Example:\n  webpubsub close-all-connections --yes --reason Maintenance")]
pub(crate) struct CloseAllConnections {
    /// Do not ask for confirmation
    #[arg(long, short)]
    pub(crate) yes: bool,
    #[command(flatten)]
    pub(crate) options: CloseOptions,
}

impl CloseAllConnections {
    /// Asks for confirmation on the terminal, unless the command line has `--yes`.
    pub(crate) fn confirm(&self, hub: &str) -> Result<(), Failure> {
        if self.yes {
            return Ok(());
        }
        if !stdin().is_terminal() || !stderr().is_terminal() {
            return Err(wrong_use("close-all-connections", "needs --yes without a terminal"));
        }
        if confirmed(hub, &mut stdin().lock(), &mut stderr().lock()) {
            return Ok(());
        }
        Err(wrong_use("close-all-connections", "was not confirmed"))
    }

    pub(super) async fn make(self, client: &WebPubSubServiceClient) -> Result<Response, Failure> {
        let close = operations::CloseAllConnections::new().excluded(self.options.excluded);
        call(client, &set(close, self.options.reason, operations::CloseAllConnections::reason)).await
    }
}

/// Only `y` and `yes` confirm.
fn confirmed(hub: &str, input: &mut impl BufRead, output: &mut impl Write) -> bool {
    let mut line = String::new();
    let read = write!(output, "Close all connections of the hub {hub}? [y/N] ")
        .and_then(|()| output.flush())
        .and_then(|()| input.read_line(&mut line));
    read.is_ok() && matches!(line.trim().to_ascii_lowercase().as_str(), "y" | "yes")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_yes_confirms() {
        for (line, yes) in [("y\n", true), ("YES\n", true), ("\n", false), ("", false), ("yess\n", false)] {
            let mut output = Vec::new();
            assert_eq!(confirmed("chat", &mut line.as_bytes(), &mut output), yes, "{line:?}");
            assert!(output.starts_with(b"Close all connections of the hub chat?"));
        }
    }
}
