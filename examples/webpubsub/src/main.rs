//! `webpubsub`: see the library.

use std::process::ExitCode;

fn main() -> ExitCode {
    webpubsub_cli::main()
}
