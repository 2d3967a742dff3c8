//! The form of a token request, and its validation against the known applications.

use super::error::TokenError;
use super::{AUDIENCES, EntraApplication};
use crate::auth::same;

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

    /// The application that may have a token. The checks are in Entra's order.
    pub(super) fn application<'a>(
        &self,
        tenant: &str,
        all: &'a [EntraApplication],
    ) -> Result<&'a EntraApplication, TokenError> {
        let here: Vec<_> = all.iter().filter(|one| one.tenant.eq_ignore_ascii_case(tenant)).collect();
        if here.is_empty() {
            return Err(TokenError::tenant(tenant));
        }
        let grant = self.get("grant_type").unwrap_or_default();
        if grant != "client_credentials" {
            return Err(TokenError::grant(grant));
        }
        let client_id = self.get("client_id").ok_or(TokenError::malformed("The field 'client_id' is missing."))?;
        let application = here.into_iter().find(|one| one.client_id.eq_ignore_ascii_case(client_id));
        let application = application.ok_or_else(|| TokenError::application(client_id, tenant))?;
        self.authenticate(application)?;
        self.audience()?;
        Ok(application)
    }

    /// The audience that the scope names.
    pub(super) fn audience(&self) -> Result<&str, TokenError> {
        let scope = self.get("scope").unwrap_or_default();
        let audience = scope.strip_suffix("/.default").filter(|audience| AUDIENCES.contains(audience));
        audience.ok_or_else(|| TokenError::scope(scope))
    }

    fn authenticate(&self, application: &EntraApplication) -> Result<(), TokenError> {
        if let Some(secret) = self.get("client_secret") {
            return if same(secret, &application.secret) { Ok(()) } else { Err(TokenError::secret()) };
        }
        let Some(assertion) = self.get("client_assertion") else { return Err(TokenError::no_credential()) };
        let known = application.assertion.as_deref().is_some_and(|known| same(assertion, known));
        if known && self.get("client_assertion_type") == Some(ASSERTION_TYPE) {
            Ok(())
        } else {
            Err(TokenError::assertion())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_fault_has_its_error() {
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
        for cloud in ["cn", "us"] {
            let scope = format!("https://webpubsub.azure.{cloud}/.default");
            assert_eq!(ask(home, &[("scope", Some(&scope))]), Ok("app".to_owned()));
        }
        for (tenant, change, expected) in [
            ("other", &[][..], TokenError::tenant("other")),
            (home, &[("grant_type", Some("password"))], TokenError::grant("password")),
            (home, &[("client_id", None)], TokenError::malformed("The field 'client_id' is missing.")),
            (home, &[("client_id", Some("b"))], TokenError::application("b", home)),
            (home, &[("client_secret", Some("hus"))], TokenError::secret()),
            (home, &[("client_secret", None)], TokenError::no_credential()),
            (home, &assertion("else"), TokenError::assertion()),
            (
                home,
                &[("scope", Some("https://vault.azure.net/.default"))],
                TokenError::scope("https://vault.azure.net/.default"),
            ),
            (home, &[("scope", None)], TokenError::scope("")),
            (
                home,
                &[("scope", Some("https://webpubsub.azure.example/.default"))],
                TokenError::scope("https://webpubsub.azure.example/.default"),
            ),
        ] {
            assert_eq!(ask(tenant, change), Err(expected), "{tenant} {change:?}");
        }
    }
}
