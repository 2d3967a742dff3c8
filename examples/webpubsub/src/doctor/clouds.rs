//! The clouds of Azure: where their resources are, and who issues tokens for them.

use crate::reasons::Reason;

struct Cloud {
    name: &'static str,
    suffix: &'static str,
    /// The first is the one to set.
    authorities: &'static [&'static str],
}

const PUBLIC: &str = "https://login.microsoftonline.com";

const CLOUDS: [Cloud; 3] = [
    Cloud {
        name: "the public cloud",
        suffix: ".webpubsub.azure.com",
        authorities: &[PUBLIC, "https://login.windows.net"],
    },
    Cloud {
        name: "Azure Government",
        suffix: ".webpubsub.azure.us",
        authorities: &["https://login.microsoftonline.us"],
    },
    Cloud {
        name: "Azure in China",
        suffix: ".webpubsub.azure.cn",
        authorities: &["https://login.partner.microsoftonline.cn", "https://login.chinacloudapi.cn"],
    },
];

/// The reason, if the authority is known to be that of another cloud than the host's.
pub(super) fn mismatch(host: &str, authority: Option<&str>) -> Option<Reason> {
    let authority = authority.unwrap_or(PUBLIC).trim_end_matches('/').to_ascii_lowercase();
    let of_host = CLOUDS.iter().find(|cloud| host.ends_with(cloud.suffix))?;
    let of_authority = CLOUDS.iter().find(|cloud| cloud.authorities.contains(&&*authority))?;
    let differs = of_host.suffix != of_authority.suffix;
    differs.then(|| Reason::WrongCloud { cloud: of_host.name, authority, needed: of_host.authorities[0] })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_known_clouds_can_differ() {
        for (host, authority, differs) in [
            ("contoso.webpubsub.azure.com", None, false),
            ("contoso.webpubsub.azure.us", None, true),
            ("contoso.webpubsub.azure.us", Some("https://login.microsoftonline.us/"), false),
            ("contoso.webpubsub.azure.cn", Some("https://login.microsoftonline.com"), true),
            ("contoso.webpubsub.azure.cn", Some("https://login.chinacloudapi.cn"), false),
            ("contoso.webpubsub.azure.com", Some("https://login.microsoftonline.us"), true),
            ("contoso.webpubsub.azure.com", Some("https://login.example"), false),
            ("pubsub.contoso.example", None, false),
        ] {
            assert_eq!(mismatch(host, authority).is_some(), differs, "{host} {authority:?}");
        }
    }
}
