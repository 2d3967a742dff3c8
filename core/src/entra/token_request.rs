//! Which token a client needs.

use crate::Endpoint;

/// The scope of tokens for Web PubSub in Azure's public cloud.
pub const SCOPE: &str = "https://webpubsub.azure.com/.default";

/// The names of all resources of a sovereign cloud, and the scope of their tokens.
const SOVEREIGN: [(&str, &str); 2] = [
    (".webpubsub.azure.cn", "https://webpubsub.azure.cn/.default"),
    (".webpubsub.azure.us", "https://webpubsub.azure.us/.default"),
];

/// The scope of tokens for a resource, by the cloud that its host names: [`SCOPE`], or that of Azure in China
/// (`webpubsub.azure.cn`) or Azure Government (`webpubsub.azure.us`). A host under a domain of your own names no cloud and
/// has [`SCOPE`].
pub fn scope(endpoint: &Endpoint) -> &'static str {
    let host = endpoint.host_name().trim_end_matches('.');
    SOVEREIGN.iter().find(|(domain, _)| host.ends_with(domain)).map_or(SCOPE, |(_, scope)| *scope)
}

/// Which token a client needs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct TokenRequest<'a> {
    /// The scope: that of the endpoint's cloud, see [`scope`], or the one that the caller set.
    pub scope: &'a str,
    /// The claims that the service demands in a claims challenge, JSON; a token from a cache does not have them.
    pub claims: Option<&'a str>,
}

impl<'a> TokenRequest<'a> {
    /// Any token for a scope.
    pub const fn new(scope: &'a str) -> Self {
        Self { scope, claims: None }
    }

    /// One with these claims, JSON.
    #[must_use]
    pub const fn claims(mut self, claims: Option<&'a str>) -> Self {
        self.claims = claims;
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_host_names_the_cloud() {
        for (endpoint, cloud) in [
            ("https://contoso.webpubsub.azure.com", "com"),
            ("https://Contoso.WebPubSub.Azure.CN", "cn"),
            ("contoso.privatelink.webpubsub.azure.cn.", "cn"),
            ("http://contoso.webpubsub.azure.us:8080/behind", "us"),
            ("https://pubsub.contoso.cn", "com"),
            ("https://webpubsub.azure.cn.contoso.example", "com"),
            ("https://notwebpubsub.azure.us", "com"),
            ("https://[::1]:8080", "com"),
        ] {
            let expected = alloc::format!("https://webpubsub.azure.{cloud}/.default");
            assert_eq!(scope(&endpoint.parse().expect(endpoint)), expected, "{endpoint}");
        }
    }
}
