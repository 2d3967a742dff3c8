//! Why a call does not work, and one sentence that says what to do: for `doctor`, and as a hint under the errors of
//! commands.

mod classify;
mod sentence;

/// A cause that can be told from what was observed. Places are host and port.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Reason {
    /// Neither arguments nor environment name a resource.
    NothingSet,
    /// A setting is missing or invalid: the error's text.
    Setting(String),
    /// An Entra token does not go over http.
    NeedsHttps,
    /// The endpoint's cloud, and the authority of another one.
    WrongCloud {
        cloud: &'static str,
        authority: String,
        needed: &'static str,
    },
    UnknownHost {
        host: String,
    },
    Refused {
        at: String,
    },
    Unreachable {
        at: String,
    },
    ProxyUnreached {
        proxy: String,
    },
    ProxyRefused {
        proxy: String,
        at: String,
    },
    UnknownIssuer {
        at: String,
    },
    Expired {
        at: String,
    },
    NotYetValid {
        at: String,
    },
    WrongName {
        at: String,
    },
    NoTls {
        at: String,
    },
    /// A firewall or a proxy responded in place of the service.
    Intercepted {
        at: String,
        status: u16,
    },
    /// The endpoint is something else.
    NotWebPubSub {
        at: String,
        status: u16,
    },
    /// The service has a problem of its own.
    Unavailable {
        at: String,
        status: u16,
    },
    /// How many seconds this machine's clock is ahead.
    ClockOff {
        seconds: i64,
    },
    WrongKey {
        at: String,
    },
    /// The resource's network rules or local authentication settings.
    Forbidden {
        at: String,
    },
    SignIn(String),
    TokenRejected {
        at: String,
    },
    NoRole {
        at: String,
    },
    WebSocketBlocked {
        at: String,
    },
    /// The error's text.
    Other(String),
}

/// What is known of the calls that failed.
#[derive(Clone, Debug, Default)]
pub(crate) struct Context {
    /// The service, or the gateway before it.
    pub(crate) at: String,
    /// The proxy that the environment names for it.
    pub(crate) proxy: Option<String>,
    /// The error's text, if the environment names one that cannot be used.
    pub(crate) invalid_proxy: Option<String>,
    /// Whether a token authorizes calls, not a key.
    pub(crate) uses_token: bool,
}

impl Reason {
    /// For programs.
    pub(crate) fn name(&self) -> &'static str {
        match self {
            Self::NothingSet => "nothing-set",
            Self::Setting(_) => "setting",
            Self::NeedsHttps => "needs-https",
            Self::WrongCloud { .. } => "wrong-cloud",
            Self::UnknownHost { .. } => "unknown-host",
            Self::Refused { .. } => "refused",
            Self::Unreachable { .. } => "unreachable",
            Self::ProxyUnreached { .. } => "proxy-unreached",
            Self::ProxyRefused { .. } => "proxy-refused",
            Self::UnknownIssuer { .. } => "unknown-issuer",
            Self::Expired { .. } => "certificate-expired",
            Self::NotYetValid { .. } => "certificate-not-yet-valid",
            Self::WrongName { .. } => "certificate-name",
            Self::NoTls { .. } => "no-tls",
            Self::Intercepted { .. } => "intercepted",
            Self::NotWebPubSub { .. } => "not-web-pubsub",
            Self::Unavailable { .. } => "unavailable",
            Self::ClockOff { .. } => "clock-off",
            Self::WrongKey { .. } => "wrong-key",
            Self::Forbidden { .. } => "forbidden",
            Self::SignIn(_) => "sign-in",
            Self::TokenRejected { .. } => "token-rejected",
            Self::NoRole { .. } => "no-role",
            Self::WebSocketBlocked { .. } => "websocket-blocked",
            Self::Other(_) => "other",
        }
    }
}
