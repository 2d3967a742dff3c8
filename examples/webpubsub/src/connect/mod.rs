//! The options that all subcommands share: endpoint, credential, hub, timeouts, retries.

mod auth;
mod authentication;
mod origin;
mod proxy;
mod session;

use auth::Auth;
pub(crate) use authentication::Authentication;
pub(crate) use authentication::environment;
pub(crate) use proxy::proxy_rules;
pub(crate) use session::{Needs, Place, Session};

use crate::failure::{Failure, wrong_use};
use crate::logging::Verbosity;
use clap::{ArgAction, Args, ValueEnum};
use std::path::PathBuf;
use std::time::Duration;
use webpubsub_hyper::{RetryPolicy, Secret};

#[derive(Args)]
#[command(next_help_heading = "Connection")]
pub(crate) struct ConnectOptions {
    /// Endpoint and key, as the portal shows them; without a key, the endpoint for another credential. Other users of the
    /// machine can read a command line: prefer `WEBPUBSUB_CONNECTION_STRING`
    #[arg(long, global = true, hide_short_help = true, value_name = "STRING")]
    connection_string: Option<Secret>,
    /// The resource's address, in place of a connection string. Also `WEBPUBSUB_ENDPOINT`
    #[arg(long, global = true, hide_short_help = true, value_name = "URL")]
    endpoint: Option<String>,
    /// The endpoint's access key. Other users of the machine can read a command line: prefer `WEBPUBSUB_ACCESS_KEY`
    #[arg(long, global = true, hide_short_help = true, value_name = "KEY")]
    access_key: Option<Secret>,
    /// A file with a Microsoft Entra token for the endpoint. Also `WEBPUBSUB_BEARER_TOKEN`, the token itself
    #[arg(long, global = true, hide_short_help = true, value_name = "PATH")]
    bearer_token_file: Option<PathBuf>,
    /// Sign in by Microsoft Entra ID, and ignore keys and tokens of the environment: of `WEBPUBSUB_CONNECTION_STRING`
    /// only the endpoint is used. `AZURE_AUTHORITY_HOST` names another cloud's authority. Also `WEBPUBSUB_AUTH`
    #[arg(long, global = true, hide_short_help = true, value_name = "KIND", value_enum)]
    auth: Option<Auth>,
    /// Ask for Microsoft Entra tokens with this scope [default: that of the cloud that the endpoint names]
    #[arg(long, global = true, hide_short_help = true, value_name = "SCOPE")]
    scope: Option<String>,
    /// Also send a Microsoft Entra token over http, to this machine only; and with `--auth client-secret` or
    /// `workload-identity` use an authority there. The other kinds of `--auth` use https only
    #[arg(long, global = true, hide_short_help = true)]
    allow_http_on_loopback: bool,
    /// The hub. Also `WEBPUBSUB_HUB`. For endpoint, credential and more see `--help`
    #[arg(long, global = true, value_name = "NAME")]
    hub: Option<String>,
    /// Send requests to this gateway in front of the service; tokens and client URLs keep naming the service
    #[arg(long, global = true, hide_short_help = true, value_name = "URL", visible_alias = "reverse-proxy-endpoint")]
    gateway: Option<String>,
    /// The REST version
    #[arg(long, global = true, hide_short_help = true, value_name = "VERSION")]
    api_version: Option<String>,
    /// Add a header to each request, such as a gateway's key; can be repeated
    #[arg(long, global = true, hide_short_help = true, value_name = "NAME=VALUE")]
    header: Vec<Secret>,
    /// How long a call may take, with all attempts and backoff [default: 100]
    #[arg(long, global = true, hide_short_help = true, value_name = "SECONDS", value_parser = seconds)]
    timeout: Option<Duration>,
    /// How long one attempt may take [default: 30]
    #[arg(long, global = true, hide_short_help = true, value_name = "SECONDS", value_parser = seconds)]
    attempt_timeout: Option<Duration>,
    /// When failed attempts are retried [default: at-most-once]
    #[arg(long, global = true, hide_short_help = true, value_name = "POLICY", value_enum)]
    retry: Option<Retry>,
    /// Log each request with its duration on stderr; given twice, also headers and bodies. Never shows keys and tokens
    #[arg(long, short, global = true, action = ArgAction::Count)]
    verbose: u8,
}

/// A retry policy, by what it guarantees.
#[derive(Clone, Copy, ValueEnum)]
enum Retry {
    /// One attempt, whatever its outcome
    Never,
    /// Retry what the service cannot have accepted, and what is idempotent
    AtMostOnce,
    /// Also retry a send that may have been accepted: it can arrive twice
    AtLeastOnce,
}

impl From<Retry> for RetryPolicy {
    fn from(retry: Retry) -> Self {
        match retry {
            Retry::Never => Self::never(),
            Retry::AtMostOnce => Self::at_most_once(),
            Retry::AtLeastOnce => Self::at_least_once(),
        }
    }
}

impl ConnectOptions {
    /// Rejects two endpoints and two credentials. The argument parser does not see that one is before the subcommand and
    /// one after it.
    fn reject_conflicts(&self) -> Result<(), Failure> {
        if self.connection_string.is_some() && self.endpoint.is_some() {
            return Err(wrong_use("--connection-string", "cannot be used with --endpoint"));
        }
        let given = [
            ("--connection-string", self.names_a_key()?),
            ("--access-key", self.access_key.is_some()),
            ("--bearer-token-file", self.bearer_token_file.is_some()),
            ("--auth", self.auth.is_some()),
        ];
        let mut given = given.into_iter().filter_map(|(name, given)| given.then_some(name));
        match (given.next(), given.next()) {
            (Some(one), Some(other)) => Err(wrong_use(one, format!("cannot be used with {other}"))),
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
