//! The sentence for each reason.

use super::Reason;
use std::fmt;

/// The cause, and what to do about it.
impl fmt::Display for Reason {
    #[allow(clippy::too_many_lines)] // A table.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NothingSet => f.write_str(
                "No resource is named: set WEBPUBSUB_CONNECTION_STRING to the connection string that the Azure portal \
                 shows under Keys, or that an emulator prints.",
            ),
            Self::Setting(text) => write!(f, "Correct this setting: {text}."),
            Self::NeedsHttps => f.write_str(
                "Microsoft Entra tokens are sent over https only: use the endpoint's https address (of the emulator: \
                 --tls-port), or --allow-http-on-loopback for this machine.",
            ),
            Self::WrongCloud { cloud, authority, needed } => write!(
                f,
                "The endpoint is in {cloud} and the authority {authority} is of another cloud: set \
                 AZURE_AUTHORITY_HOST={needed}."
            ),
            Self::UnknownHost { host } => write!(
                f,
                "The name {host} cannot be resolved: correct the endpoint, or the DNS of this machine (a private endpoint \
                 needs its DNS zone)."
            ),
            Self::Refused { at } => write!(
                f,
                "{at} refuses connections: nothing listens there, so start the emulator, or correct the endpoint's port."
            ),
            Self::Unreachable { at } => write!(
                f,
                "{at} does not respond: a firewall drops the connection, so have it allowed, or name your proxy in \
                 HTTPS_PROXY."
            ),
            Self::ProxyUnreached { proxy } => write!(
                f,
                "The proxy {proxy} cannot be reached: correct HTTPS_PROXY, HTTP_PROXY or ALL_PROXY, or list the endpoint's \
                 host in NO_PROXY."
            ),
            Self::ProxyRefused { proxy, at } => write!(
                f,
                "The proxy {proxy} refuses a connection to {at}: put its user and password into the proxy's URL if it wants \
                 them (401, 407), else have {at} allowed there, or list it in NO_PROXY."
            ),
            Self::UnknownIssuer { at } => write!(
                f,
                "The certificate of {at} is signed by an authority that this machine does not trust: name the authority's \
                 certificate (of the emulator, or of a proxy that opens TLS) in SSL_CERT_FILE."
            ),
            Self::Expired { at } => write!(
                f,
                "The certificate of {at} has expired: have it renewed, or set this machine's clock if it is ahead."
            ),
            Self::NotYetValid { at } => {
                write!(
                    f,
                    "The certificate of {at} is not valid yet: set this machine's clock, which is probably behind."
                )
            }
            Self::WrongName { at } => write!(
                f,
                "The certificate of {at} is for another name: use a name that is in the certificate as the endpoint."
            ),
            Self::NoTls { at } => {
                write!(
                    f,
                    "{at} does not speak TLS: begin the endpoint with http:// (an emulator), or correct its port."
                )
            }
            Self::Intercepted { at, status } => write!(
                f,
                "A firewall or a proxy in between responded {status} in place of {at}: have {at} \
                 allowed there, or permit this machine in the resource's network settings."
            ),
            Self::NotWebPubSub { at, status } => write!(
                f,
                "What responds at {at} (health: {status}) is not Web PubSub: correct the endpoint, and its port."
            ),
            Self::Unavailable { at, status } => write!(
                f,
                "The service at {at} responds {status}: wait, and look at the resource's health in the Azure portal."
            ),
            Self::ClockOff { seconds } => {
                let direction = if *seconds < 0 { "behind" } else { "ahead of" };
                let (amount, unit) = match seconds.unsigned_abs() {
                    seconds @ ..120 => (seconds, "seconds"),
                    seconds => (seconds / 60, "minutes"),
                };
                write!(
                    f,
                    "This machine's clock is {amount} {unit} {direction} the service's: set it (by NTP), because what is \
                     signed here is valid for minutes only."
                )
            }
            Self::WrongKey { at } => write!(
                f,
                "The access key is not one of {at}: copy the connection string again from the Azure portal (Keys); keys \
                 change when they are regenerated."
            ),
            Self::Forbidden { at } => write!(
                f,
                "{at} forbids this call: permit it in the resource's network settings (public access, access control), and \
                 access keys in its authentication settings."
            ),
            Self::SignIn(text) => write!(f, "Signing in by Microsoft Entra ID failed: {text}."),
            Self::TokenRejected { at } => write!(
                f,
                "{at} does not accept the Microsoft Entra token: it has expired, is of another tenant or scope, or its \
                 identity has no role here (\"Web PubSub Service Owner\")."
            ),
            Self::NoRole { at } => write!(
                f,
                "The identity of the Microsoft Entra token has no role at {at}: assign \"Web PubSub Service Owner\" under \
                 Access control (IAM), and wait some minutes until it is in force."
            ),
            Self::WebSocketBlocked { at } => write!(
                f,
                "Requests reach {at} and WebSocket connections do not: have the upgrade to WebSocket allowed at the proxy, \
                 gateway or firewall in between, or a client without a user by the hub's handler of `connect`."
            ),
            Self::Other(text) => write!(f, "{text}."),
        }
    }
}
