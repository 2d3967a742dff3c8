//! Closing every connection of the hub, which nobody does by accident.

use super::close::Closing;
use super::{call, set};
use crate::answer::Answer;
use crate::failure::{Failure, refuse};
use clap::Args;
use std::io::{BufRead, IsTerminal, Write, stderr, stdin};
use webpubsub_hyper::{WebPubSubServiceClient, operations};

/// Close every connection of the hub
///
/// Asks on the terminal first. Where there is none, `--yes` is needed.
#[derive(Args)]
#[command(after_help = "Example:\n  webpubsub close-all-connections --yes --reason Maintenance")]
pub(crate) struct CloseAllConnections {
    /// Do not ask
    #[arg(long, short)]
    pub(crate) yes: bool,
    #[command(flatten)]
    pub(crate) closing: Closing,
}

impl CloseAllConnections {
    /// Asks the terminal about the hub, unless the command line has said yes.
    pub(crate) fn confirm(&self, hub: &str) -> Result<(), Failure> {
        if self.yes {
            return Ok(());
        }
        if !stdin().is_terminal() || !stderr().is_terminal() {
            return Err(refuse("close-all-connections", "needs --yes where no terminal can be asked"));
        }
        if asked(hub, &mut stdin().lock(), &mut stderr().lock()) {
            return Ok(());
        }
        Err(refuse("close-all-connections", "was not confirmed"))
    }

    pub(super) async fn make(self, client: &WebPubSubServiceClient) -> Result<Answer, Failure> {
        let close = operations::CloseAllConnections::new().excluded(self.closing.excluded);
        call(client, &set(close, self.closing.reason, operations::CloseAllConnections::reason)).await
    }
}

/// Only `y` and `yes` mean yes.
fn asked(hub: &str, answers: &mut impl BufRead, questions: &mut impl Write) -> bool {
    let mut answer = String::new();
    let heard = write!(questions, "Close every connection of the hub {hub}? [y/N] ")
        .and_then(|()| questions.flush())
        .and_then(|()| answers.read_line(&mut answer));
    heard.is_ok() && matches!(answer.trim().to_ascii_lowercase().as_str(), "y" | "yes")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_yes_is_yes() {
        for (answer, yes) in [("y\n", true), ("YES\n", true), ("\n", false), ("", false), ("yess\n", false)] {
            let mut question = Vec::new();
            assert_eq!(asked("chat", &mut answer.as_bytes(), &mut question), yes, "{answer:?}");
            assert!(question.starts_with(b"Close every connection of the hub chat?"));
        }
    }
}
