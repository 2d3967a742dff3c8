//! `completions`: what a shell needs to complete the arguments of this program.

use crate::exit::Exit;
use crate::failure::Failure;
use crate::output;
use clap::Args;
use clap_complete::{Shell, generate};

/// Print the completions for a shell
#[derive(Args)]
#[command(
    after_help = "Example:\n  source <(webpubsub completions bash)\n\nZsh: `webpubsub completions zsh > ~/.zfunc/_webpubsub`, \
        a folder of $fpath. Fish: `webpubsub completions fish > ~/.config/fish/completions/webpubsub.fish`. PowerShell: \
        `webpubsub completions powershell | Out-String | Invoke-Expression` in $PROFILE."
)]
pub(crate) struct Completions {
    /// The shell
    shell: Shell,
}

pub(crate) fn print(completions: &Completions, mut command: clap::Command) -> Result<Exit, Failure> {
    let mut script = Vec::new();
    generate(completions.shell, &mut command, "webpubsub", &mut script);
    match output::write(|out| std::io::Write::write_all(out, &script)) {
        Ok(_) => Ok(Exit::Success),
        Err(error) => Err(Failure::Output { error, reads: true }),
    }
}
