//! From a failure to its reason.

use super::{Context, Reason};
use crate::failure::{Failure, with_causes};
use webpubsub_hyper::{ErrorKind, ServiceError};

/// Part of a text, and the reason for it.
type Rule = (&'static str, fn(&Context) -> Reason);

/// Parts of the texts of transport errors, which are all that is left of their causes, in small letters.
const TEXTS: [Rule; 15] = [
    ("failed to lookup address", unknown_host),
    ("dns error", unknown_host),
    ("unknownissuer", |context| Reason::UnknownIssuer { at: context.at.clone() }),
    // Another authority of the same name.
    ("badsignature", |context| Reason::UnknownIssuer { at: context.at.clone() }),
    ("certificate expired", |context| Reason::Expired { at: context.at.clone() }),
    ("certificate not valid yet", |context| Reason::NotYetValid { at: context.at.clone() }),
    ("certificate not valid for name", |context| Reason::WrongName { at: context.at.clone() }),
    ("invalidcontenttype", |context| Reason::NoTls { at: context.at.clone() }),
    ("received corrupt message", |context| Reason::NoTls { at: context.at.clone() }),
    ("connection refused", refused),
    ("within the timeout", unreachable),
    ("timed out", unreachable),
    ("unreachable", unreachable),
    ("no route to host", unreachable),
    // Unless it says above why.
    ("the proxy", proxy_refused),
];

impl Reason {
    /// The reason of a failure, if it is one that has advice.
    pub(crate) fn of(failure: &Failure, context: &Context) -> Option<Self> {
        match failure {
            Failure::Call(error) | Failure::NextPage { error, .. } => match error.kind() {
                ErrorKind::Service(response) => of_response(response.status(), is_page(response), context),
                ErrorKind::Transport(error) => of_text(&with_causes(error), context),
                ErrorKind::Build(invalid) if invalid.rule().contains("over https only") => Some(Self::NeedsHttps),
                ErrorKind::Build(_) => None,
                // No token: the sign-in was not reached, or rejected.
                _ => Some(Self::SignIn(failure.to_string())),
            },
            Failure::Missing(_) if context.at.is_empty() => Some(Self::NothingSet),
            Failure::Closed { status: Some(status), text } => {
                of_response(*status, text.trim_start().to_ascii_lowercase().contains("<html"), context)
            }
            Failure::NotReached(text) | Failure::Misconfigured(text) => of_text(text, context),
            _ => None,
        }
    }

    /// The reason of an error of a connection, by its text.
    pub(crate) fn of_connection(text: &str, context: &Context) -> Self {
        of_text(text, context).unwrap_or_else(|| Self::Other(text.trim_end_matches('.').to_owned()))
    }
}

fn of_response(status: u16, is_page: bool, context: &Context) -> Option<Reason> {
    let at = || context.at.clone();
    match (status, context.uses_token) {
        (407 | 511, _) => Some(Reason::Intercepted { at: at(), status }),
        (403, _) if is_page => Some(Reason::Intercepted { at: at(), status }),
        (401, true) => Some(Reason::TokenRejected { at: at() }),
        (401, false) => Some(Reason::WrongKey { at: at() }),
        (403, true) => Some(Reason::NoRole { at: at() }),
        (403, false) => Some(Reason::Forbidden { at: at() }),
        _ => None,
    }
}

/// A page for people, which the service does not send.
fn is_page(response: &ServiceError) -> bool {
    let start: Vec<u8> = response.body().iter().take(256).map(u8::to_ascii_lowercase).collect();
    start.trim_ascii_start().starts_with(b"<") && start.windows(4).any(|four| four == b"html")
}

fn of_text(text: &str, context: &Context) -> Option<Reason> {
    let text = text.to_lowercase();
    TEXTS.iter().find(|(part, _)| text.contains(part)).map(|(_, reason)| reason(context))
}

fn unknown_host(context: &Context) -> Reason {
    let host = context.proxy.as_ref().unwrap_or(&context.at);
    Reason::UnknownHost { host: host.rsplit_once(':').map_or(host.as_str(), |(host, _)| host).to_owned() }
}

fn proxy_refused(context: &Context) -> Reason {
    let at = context.at.clone();
    match context.proxy.clone() {
        Some(proxy) => Reason::ProxyRefused { proxy, at },
        None => Reason::Unreachable { at },
    }
}

fn refused(context: &Context) -> Reason {
    match context.proxy.clone() {
        Some(proxy) => Reason::ProxyUnreached { proxy },
        None => Reason::Refused { at: context.at.clone() },
    }
}

fn unreachable(context: &Context) -> Reason {
    match context.proxy.clone() {
        Some(proxy) => Reason::ProxyUnreached { proxy },
        None => Reason::Unreachable { at: context.at.clone() },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_of_connections() {
        let direct = Context { at: "h:443".into(), ..Context::default() };
        let proxied = Context { proxy: Some("p:3128".into()), ..direct.clone() };
        for (text, without_proxy, with_proxy) in [
            (
                "dns error: failed to lookup address information: Name or service not known",
                "unknown-host",
                "unknown-host",
            ),
            ("tcp connect error: Connection refused (os error 111)", "refused", "proxy-unreached"),
            ("no connection within the timeout", "unreachable", "proxy-unreached"),
            ("tcp connect error: Network is unreachable (os error 101)", "unreachable", "proxy-unreached"),
            ("proxy p:3128: the proxy opened no tunnel (status 403)", "unreachable", "proxy-refused"),
            ("proxy p:3128: tcp connect error: Connection refused", "refused", "proxy-unreached"),
            ("TLS: invalid peer certificate: UnknownIssuer; trust the …", "unknown-issuer", "unknown-issuer"),
            (
                "invalid peer certificate: certificate expired: verification time …",
                "certificate-expired",
                "certificate-expired",
            ),
            ("received corrupt message of type InvalidContentType", "no-tls", "no-tls"),
            ("something else", "other", "other"),
        ] {
            assert_eq!(Reason::of_connection(text, &direct).name(), without_proxy, "{text}");
            assert_eq!(Reason::of_connection(text, &proxied).name(), with_proxy, "{text}");
        }
    }

    #[test]
    fn statuses_depend_on_the_credential() {
        let key = Context { at: "h:443".into(), ..Context::default() };
        let token = Context { uses_token: true, ..key.clone() };
        for (status, page, with_key, with_token) in [
            (401, false, Some("wrong-key"), Some("token-rejected")),
            (403, false, Some("forbidden"), Some("no-role")),
            (403, true, Some("intercepted"), Some("intercepted")),
            (407, false, Some("intercepted"), Some("intercepted")),
            (404, false, None, None),
            (500, true, None, None),
        ] {
            let name = |context| of_response(status, page, context).as_ref().map(Reason::name);
            assert_eq!((name(&key), name(&token)), (with_key, with_token), "{status} {page}");
        }
    }
}
