//! Where calls go, who makes them, and how patiently: the options that all subcommands share.

mod auth;
mod credentials;
mod session;

use auth::Auth;
pub(crate) use credentials::Proof;
use credentials::environment;
pub(crate) use session::{Place, Session};

use crate::failure::{Failure, refuse};
use crate::verbose::Verbosity;
use clap::{ArgAction, Args, ValueEnum};
use std::path::PathBuf;
use std::time::Duration;
use webpubsub_hyper::{RetryPlan, Secret};

#[derive(Args)]
#[command(next_help_heading = "Connection")]
pub(crate) struct ConnectOptions {
    /// Endpoint and key in one, as the portal shows it. Others on this machine can read a command line: prefer
    /// `WEBPUBSUB_CONNECTION_STRING`
    #[arg(long, global = true, value_name = "STRING")]
    connection_string: Option<Secret>,
    /// The resource's address, in place of a connection string. Also `WEBPUBSUB_ENDPOINT`
    #[arg(long, global = true, value_name = "URL")]
    endpoint: Option<String>,
    /// The key to the endpoint. Others on this machine can read a command line: prefer `WEBPUBSUB_ACCESS_KEY`
    #[arg(long, global = true, value_name = "KEY")]
    access_key: Option<Secret>,
    /// A file with a Microsoft Entra token for the endpoint. Also `WEBPUBSUB_BEARER_TOKEN`, which holds the token itself
    #[arg(long, global = true, value_name = "PATH")]
    bearer_token_file: Option<PathBuf>,
    /// Sign in by Microsoft Entra ID, and leave keys and tokens of the environment aside: of `WEBPUBSUB_CONNECTION_STRING`
    /// only the endpoint is taken. `AZURE_AUTHORITY_HOST` names another cloud's authority. Also `WEBPUBSUB_AUTH`
    #[arg(long, global = true, value_name = "KIND", value_enum)]
    auth: Option<Auth>,
    /// Also send a Microsoft Entra token over http, to this machine only; and with `--auth client-secret` or
    /// `workload-identity` ask an authority there. The other kinds of `--auth` know https only
    #[arg(long, global = true)]
    allow_http_on_loopback: bool,
    /// The hub. Also `WEBPUBSUB_HUB`
    #[arg(long, global = true, value_name = "NAME")]
    hub: Option<String>,
    /// Send requests to a gateway; tokens keep naming the service
    #[arg(long, global = true, value_name = "URL")]
    reverse_proxy_endpoint: Option<String>,
    /// The REST version to ask for
    #[arg(long, global = true, value_name = "VERSION")]
    api_version: Option<String>,
    /// A header to add to each request, as a gateway may want it; more than one is possible
    #[arg(long, global = true, value_name = "NAME=VALUE")]
    header: Vec<Secret>,
    /// How long a call may take with all its attempts [default: 100]
    #[arg(long, global = true, value_name = "SECONDS", value_parser = seconds)]
    timeout: Option<Duration>,
    /// When a failed attempt is repeated [default: at-most-once]
    #[arg(long, global = true, value_name = "PLAN", value_enum)]
    retry: Option<Plan>,
    /// Log each request and answer on stderr; twice: bodies too. Keys and tokens are not shown
    #[arg(long, short, global = true, action = ArgAction::Count)]
    verbose: u8,
}

/// A retry plan, by what it guarantees.
#[derive(Clone, Copy, ValueEnum)]
enum Plan {
    /// One attempt, whatever comes
    Never,
    /// Repeat what the service cannot have accepted, and what does no harm twice
    AtMostOnce,
    /// Also repeat a send that may have been accepted: it can arrive twice
    AtLeastOnce,
}

impl From<Plan> for RetryPlan {
    fn from(plan: Plan) -> Self {
        match plan {
            Plan::Never => Self::never(),
            Plan::AtMostOnce => Self::at_most_once(),
            Plan::AtLeastOnce => Self::at_least_once(),
        }
    }
}

impl ConnectOptions {
    /// Refuses two ways to prove who calls. The argument parser would not see one before and one behind the subcommand.
    fn check_that_they_agree(&self) -> Result<(), Failure> {
        let given = [
            ("--connection-string", self.connection_string.is_some()),
            ("--access-key", self.access_key.is_some()),
            ("--bearer-token-file", self.bearer_token_file.is_some()),
            ("--auth", self.auth.is_some()),
        ];
        let mut given = given.into_iter().filter_map(|(name, given)| given.then_some(name));
        match (given.next(), given.next()) {
            (Some("--connection-string"), None) if self.endpoint.is_some() => {
                Err(refuse("--connection-string", "cannot be used with --endpoint"))
            }
            (Some(one), Some(other)) => Err(refuse(one, format!("cannot be used with {other}"))),
            _ => Ok(()),
        }
    }

    pub(crate) fn verbosity(&self) -> Verbosity {
        match self.verbose {
            0 => Verbosity::Quiet,
            1 => Verbosity::Calls,
            _ => Verbosity::Bodies,
        }
    }
}

fn seconds(text: &str) -> Result<Duration, String> {
    let seconds = text.parse().ok().and_then(|seconds| Duration::try_from_secs_f64(seconds).ok());
    seconds.filter(|seconds| !seconds.is_zero()).ok_or_else(|| "must be a number of seconds above 0".into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn seconds_are_positive() {
        assert_eq!(seconds("0.5"), Ok(Duration::from_millis(500)));
        for text in ["0", "-1", "", "s", "nan", "inf", "1e99"] {
            assert!(seconds(text).is_err(), "{text}");
        }
    }
}
