//! The proxies that the environment names.

use webpubsub_proxy::ProxyRules;

/// A value that is not UTF-8 is a proxy that is not usable, not none.
pub(crate) fn proxy_rules() -> ProxyRules {
    ProxyRules::from_variables(|name| Some(std::env::var_os(name)?.to_string_lossy().into_owned()))
}
