//! What a token request says, judged against the applications that exist.

use sha2::{Digest as _, Sha256};

use super::refusal::Refusal;
use super::{AUDIENCE, EntraApplication};

const ASSERTION_TYPE: &str = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

/// The fields of a token request.
#[derive(Debug, Default)]
pub(super) struct Form(Vec<(String, String)>);

impl Form {
    pub(super) fn parse(body: &[u8]) -> Self {
        Self(form_urlencoded::parse(body).into_owned().collect())
    }

    pub(super) fn get(&self, name: &str) -> Option<&str> {
        self.0.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    /// The application that may have a token, in the order in which Entra looks.
    pub(super) fn application<'a>(
        &self,
        tenant: &str,
        all: &'a [EntraApplication],
    ) -> Result<&'a EntraApplication, Refusal> {
        let here: Vec<_> = all.iter().filter(|one| one.tenant.eq_ignore_ascii_case(tenant)).collect();
        if here.is_empty() {
            return Err(Refusal::tenant(tenant));
        }
        let grant = self.get("grant_type").unwrap_or_default();
        if grant != "client_credentials" {
            return Err(Refusal::grant(grant));
        }
        let client_id = self.get("client_id").ok_or(Refusal::malformed("The field 'client_id' is missing."))?;
        let application = here.into_iter().find(|one| one.client_id.eq_ignore_ascii_case(client_id));
        let application = application.ok_or_else(|| Refusal::application(client_id, tenant))?;
        self.prove(application)?;
        let scope = self.get("scope").unwrap_or_default();
        if scope.strip_suffix("/.default") == Some(AUDIENCE) { Ok(application) } else { Err(Refusal::scope(scope)) }
    }

    fn prove(&self, application: &EntraApplication) -> Result<(), Refusal> {
        if let Some(secret) = self.get("client_secret") {
            return if same(secret, &application.secret) { Ok(()) } else { Err(Refusal::secret()) };
        }
        let Some(assertion) = self.get("client_assertion") else { return Err(Refusal::no_proof()) };
        let known = application.assertion.as_deref().is_some_and(|known| same(assertion, known));
        if known && self.get("client_assertion_type") == Some(ASSERTION_TYPE) {
            Ok(())
        } else {
            Err(Refusal::assertion())
        }
    }
}

/// Compares digests: how long that takes tells nothing about the secret.
fn same(given: &str, secret: &str) -> bool {
    Sha256::digest(given) == Sha256::digest(secret)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_fault_has_its_refusal() {
        let all = [EntraApplication::new("contoso.example", "app", "hush").assertion("vouched")];
        let ask = |tenant: &str, change: &[(&str, Option<&str>)]| {
            let mut fields = vec![
                ("grant_type", "client_credentials"),
                ("client_id", "app"),
                ("scope", "https://webpubsub.azure.com/.default"),
                ("client_secret", "hush"),
            ];
            for (name, value) in change {
                fields.retain(|(known, _)| known != name);
                fields.extend(value.map(|value| (*name, value)));
            }
            let form = Form(fields.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect());
            form.application(tenant, &all).map(|one| one.client_id.clone())
        };
        let home = "Contoso.example";
        let assertion = |text| {
            [("client_secret", None), ("client_assertion", Some(text)), ("client_assertion_type", Some(ASSERTION_TYPE))]
        };
        assert_eq!(ask(home, &[]), Ok("app".to_owned()));
        assert_eq!(ask(home, &assertion("vouched")), Ok("app".to_owned()));
        for (tenant, change, expected) in [
            ("other", &[][..], Refusal::tenant("other")),
            (home, &[("grant_type", Some("password"))], Refusal::grant("password")),
            (home, &[("client_id", None)], Refusal::malformed("The field 'client_id' is missing.")),
            (home, &[("client_id", Some("b"))], Refusal::application("b", home)),
            (home, &[("client_secret", Some("hus"))], Refusal::secret()),
            (home, &[("client_secret", None)], Refusal::no_proof()),
            (home, &assertion("else"), Refusal::assertion()),
            (
                home,
                &[("scope", Some("https://vault.azure.net/.default"))],
                Refusal::scope("https://vault.azure.net/.default"),
            ),
            (home, &[("scope", None)], Refusal::scope("")),
        ] {
            assert_eq!(ask(tenant, change), Err(expected), "{tenant} {change:?}");
        }
    }
}
