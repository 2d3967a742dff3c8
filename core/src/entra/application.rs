//! An application's credential, and the request by which it obtains a token.

use super::response::parse_token;
use super::{AccessToken, TokenRequest};
use crate::request::{PreparedRequest, UnsignedRequest, encode};
use crate::{BuildError, CredentialError, Endpoint, Method, ResponseParts, Secret, UnixTime, validate};
use alloc::boxed::Box;
use alloc::format;
use alloc::string::String;
use alloc::sync::Arc;
use core::fmt;

const AUTHORITY: &str = "https://login.microsoftonline.com";

/// An application with a client secret.
#[derive(Clone, Debug)]
pub struct ClientSecret(Application);

/// An application with a signed token (a client assertion): workload identity in Kubernetes, a federated identity
/// elsewhere, or a certificate.
#[derive(Clone, Debug)]
pub struct ClientAssertion(Application);

#[derive(Clone)]
pub(crate) struct Application {
    authority: Endpoint,
    tenant: String,
    client_id: String,
    proof: Proof,
    loopback_http: bool,
}

type AssertionError = Box<dyn core::error::Error + Send + Sync>;

#[derive(Clone)]
enum Proof {
    Secret(Secret),
    Assertion(Arc<dyn Fn() -> Result<Secret, AssertionError> + Send + Sync>),
}

impl ClientSecret {
    /// `tenant`: the directory's id or one of its domains; `client_id`: the application's id; `secret`: its value, not
    /// its id. An empty secret is rejected, and one with whitespace, quotes or control characters at its ends, as a file
    /// or a careless copy has them.
    pub fn new(
        tenant: impl Into<String>,
        client_id: impl Into<String>,
        secret: impl Into<Secret>,
    ) -> Result<Self, BuildError> {
        let secret = secret.into();
        validate::secret("client secret", secret.expose())?;
        Application::new(tenant.into(), client_id.into(), Proof::Secret(secret)).map(Self)
    }
}

impl ClientAssertion {
    /// `assertion` is called for each token request, because assertions expire: it reads a file that the platform renews,
    /// for example. It returns the assertion alone: one with whitespace or a line end around it is not sent.
    pub fn new<F>(tenant: impl Into<String>, client_id: impl Into<String>, assertion: F) -> Result<Self, BuildError>
    where
        F: Fn() -> Result<Secret, Box<dyn core::error::Error + Send + Sync>> + Send + Sync + 'static,
    {
        Application::new(tenant.into(), client_id.into(), Proof::Assertion(Arc::new(assertion))).map(Self)
    }
}

macro_rules! application_methods {
    ($credential:ident) => {
        impl $credential {
            /// Sets another authority than `https://login.microsoftonline.com`: that of a sovereign cloud.
            pub fn authority(mut self, url: &str) -> Result<Self, BuildError> {
                self.0.authority = Endpoint::parse_as("authority", url, None)?;
                Ok(self)
            }

            /// Allows `http` to an authority and to a service on this machine (`localhost`, `127.0.0.0/8`, `[::1]`), for an
            /// emulator. Elsewhere it is always `https`.
            #[must_use]
            pub fn allow_http_on_loopback(mut self) -> Self {
                self.0.loopback_http = true;
                self
            }

            /// The HTTP request for a token.
            pub fn token_request(&self, request: TokenRequest<'_>) -> Result<PreparedRequest, CredentialError> {
                self.0.token_request(request)
            }

            /// Parses the response, which arrived at `now`.
            pub fn parse(&self, response: &ResponseParts<'_>, now: UnixTime) -> Result<AccessToken, CredentialError> {
                self.0.parse(response, now)
            }

            #[cfg(feature = "tokens")]
            pub(crate) fn into_application(self) -> Application {
                self.0
            }
        }
    };
}

application_methods!(ClientSecret);
application_methods!(ClientAssertion);

impl Application {
    fn new(tenant: String, client_id: String, proof: Proof) -> Result<Self, BuildError> {
        let legal =
            |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_alphanumeric() || b"-.".contains(&b));
        if !legal(&tenant) || tenant.bytes().all(|byte| byte == b'.') {
            return Err(BuildError::new("tenant", "must be an id or a domain: letters, digits, '-' and '.'"));
        }
        if !legal(&client_id) {
            return Err(BuildError::new("client id", "must be letters, digits, '-' and '.', at least one"));
        }
        let authority = AUTHORITY.parse()?;
        Ok(Self { authority, tenant, client_id, proof, loopback_http: false })
    }

    #[cfg(feature = "tokens")]
    pub(crate) fn authority(&self) -> &Endpoint {
        &self.authority
    }

    #[cfg(feature = "tokens")]
    pub(crate) fn allows_loopback_http(&self) -> bool {
        self.loopback_http
    }

    /// The client secret. An assertion is a JSON Web Token, which is known by its form.
    pub(crate) fn secret(&self) -> Option<&str> {
        match &self.proof {
            Proof::Secret(secret) => Some(secret.expose()),
            Proof::Assertion(_) => None,
        }
    }

    pub(crate) fn parse(&self, response: &ResponseParts<'_>, now: UnixTime) -> Result<AccessToken, CredentialError> {
        parse_token(response, self.secret().unwrap_or_default(), now)
    }

    pub(crate) fn token_request(&self, token: TokenRequest<'_>) -> Result<PreparedRequest, CredentialError> {
        if !self.authority.confidential().allows_tokens(self.loopback_http) {
            return Err(CredentialError::new("the authority must be https: a secret is not sent unencrypted"));
        }
        let mut form = String::from("grant_type=client_credentials");
        let mut add = |name: &str, value: &str| {
            form.push('&');
            form.push_str(name);
            form.push('=');
            encode(&mut form, value);
        };
        add("client_id", &self.client_id);
        add("scope", token.scope);
        match &self.proof {
            Proof::Secret(secret) => add("client_secret", secret.expose()),
            Proof::Assertion(assertion) => {
                let assertion = assertion()
                    .map_err(|error| CredentialError::new("the assertion could not be obtained").with_source(error))?;
                validate::secret("assertion", assertion.expose())
                    .map_err(|error| CredentialError::new("the assertion is invalid").with_source(error))?;
                add("client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:jwt-bearer");
                add("client_assertion", assertion.expose());
            }
        }
        if let Some(claims) = token.claims {
            add("claims", claims);
        }
        let url = format!("{}/{}/oauth2/v2.0/token", self.authority, self.tenant);
        let request = UnsignedRequest::to(Method::Post, url, self.authority.confidential());
        Ok(PreparedRequest { request: request.body("application/x-www-form-urlencoded", form), authorization: None })
    }
}

impl fmt::Debug for Application {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Application")
            .field("authority", &self.authority.as_str())
            .field("tenant", &self.tenant)
            .field("client_id", &self.client_id)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ANY: TokenRequest<'_> = TokenRequest::new(crate::entra::SCOPE);

    #[test]
    fn forms() {
        let secret = ClientSecret::new("tenant.example", "app-1", "s&=+ ü").expect("a credential");
        let request = secret.token_request(ANY.claims(Some(r#"{"a":1}"#))).expect("a request");
        assert_eq!(request.url(), "https://login.microsoftonline.com/tenant.example/oauth2/v2.0/token");
        assert_eq!(
            request.body().as_ref(),
            b"grant_type=client_credentials&client_id=app-1&scope=https%3A%2F%2Fwebpubsub.azure.com%2F.default\
              &client_secret=s%26%3D%2B%20%C3%BC&claims=%7B%22a%22%3A1%7D"
        );
        let assertion = ClientAssertion::new("t", "a", || Ok("jwt".into())).expect("a credential");
        let body = assertion.token_request(ANY).expect("a request").body().clone();
        assert!(body.ends_with(
            b"&client_assertion_type=urn%3Aietf%3Aparams%3Aoauth%3Aclient-assertion-type%3Ajwt-bearer&client_assertion=jwt"
        ));
        let other = assertion.token_request(TokenRequest::new("api://pub-sub/.default")).expect("a request");
        assert!(other.body().windows(37).any(|part| part == b"&scope=api%3A%2F%2Fpub-sub%2F.default"));
    }

    #[test]
    fn rejected() {
        for (tenant, client_id, secret) in
            [("", "a", "s"), ("..", "a", "s"), ("a/b", "a", "s"), ("t", "", "s"), ("t", "a", "")]
        {
            assert!(ClientSecret::new(tenant, client_id, secret).is_err(), "{tenant} {client_id}");
        }
        for secret in ["hush\n", "hush\r\n", " hush", "hush\u{a0}", "\u{feff}hush", "hush\u{0}", "\"hush\"", "'hush'"] {
            let error = ClientSecret::new("t", "a", secret).expect_err("padded");
            let rule = "must not begin or end with whitespace, quotes or control characters";
            assert_eq!((error.field(), error.rule()), ("client secret", rule), "{secret:?}");
            let assertion = ClientAssertion::new("t", "a", move || Ok(secret.into())).expect("built");
            let error = assertion.token_request(ANY).expect_err("padded");
            assert_eq!(format!("{error:?}"), format!("the assertion is invalid: assertion: {rule}"));
            for [tenant, client_id] in [[secret, "a"], ["t", secret]] {
                ClientSecret::new(tenant, client_id, "hush").expect_err("padded");
            }
        }
        let far = ClientSecret::new("t", "a", "hush").and_then(|c| c.authority("http://login.example")).expect("built");
        assert!(far.clone().allow_http_on_loopback().token_request(ANY).is_err());
        let near = far.authority("http://127.0.0.1:1").expect("built");
        assert!(near.token_request(ANY).is_err());
        assert!(near.clone().allow_http_on_loopback().token_request(ANY).is_ok());
        assert!(!format!("{near:?}").contains("hush"));
        let failing = ClientAssertion::new("t", "a", || Err("no such file".into())).expect("built");
        assert_eq!(
            format!("{}", failing.token_request(ANY).expect_err("fails")),
            "the assertion could not be obtained"
        );
    }
}
