//! The client of a line: its target, credential and options.

use super::fields::Fields;
use crate::connect::{Authentication, Needs, Place, Session};
use crate::failure::{Failure, wrong_use};
use webpubsub_hyper::{AccessKey, CallOptions, Credential, Secret, WebPubSubServiceClient};

/// The client that `client` describes.
pub(super) fn make(mut fields: Fields, session: &Session, needs: Needs) -> Result<WebPubSubServiceClient, Failure> {
    let place = Place {
        endpoint: fields.text("endpoint")?.map(|endpoint| endpoint.parse()).transpose()?,
        hub: fields.text("hub")?,
        gateway: fields.text("reverse_proxy_endpoint")?,
        api_version: fields.text("api_version")?,
    };
    let given = Given::take(&mut fields)?;
    let options = options(&mut fields)?;
    fields.finish()?;
    let credential = if needs.credential { given.credential(&place, session)? } else { Credential::none() };
    Ok(session.client_at(place, needs, credential)?.with_options(options))
}

/// What the line says of its credential.
struct Given {
    kind: Option<Kind>,
    key: Option<Secret>,
    token: Option<Secret>,
    allow_insecure: bool,
}

#[derive(Clone, Copy)]
enum Kind {
    Key,
    Token,
}

impl Given {
    fn take(fields: &mut Fields) -> Result<Self, Failure> {
        let kind = match fields.text("kind")?.as_deref() {
            None => None,
            Some("key") => Some(Kind::Key),
            Some("aad") => Some(Kind::Token),
            Some(_) => return Err(wrong_use("client", "`kind` must be key or aad")),
        };
        let (key, token) = (fields.text("key")?.map(Secret::new), fields.text("token")?.map(Secret::new));
        Ok(Self { kind, key, token, allow_insecure: fields.flag("allow_insecure")? })
    }

    /// The line's own credential, else that of the command line.
    fn credential(self, place: &Place, session: &Session) -> Result<Credential, Failure> {
        let own = session.authentication();
        let kind = self.kind.unwrap_or(match (&self.key, &self.token, &own) {
            (_, Some(_), _) | (None, None, Some(Authentication::Token(_))) => Kind::Token,
            _ => Kind::Key,
        });
        match (kind, self.key, self.token, own) {
            (Kind::Key, Some(key), None, _) => Ok(AccessKey::new(key.expose())?.into()),
            (Kind::Key, None, None, Some(Authentication::Token(_))) => {
                Err(wrong_use("access key", "is missing: `client` must have a `key`"))
            }
            (Kind::Key, None, None, _) => Ok(session.needed_authentication()?.into()),
            (Kind::Token, None, Some(token), _) => {
                let token = session.bearer(&token)?;
                Ok(if self.allow_insecure { token.allow_http_on_loopback() } else { token }.into())
            }
            // Another place receives a signature at most, never the command line's token.
            (Kind::Token, None, None, Some(Authentication::Token(own)))
                if place.endpoint.is_none() && place.gateway.is_none() =>
            {
                Ok(own)
            }
            (Kind::Token, None, None, _) => Err(wrong_use("bearer token", "is missing: `client` must have a `token`")),
            _ => Err(wrong_use("client", "`key` belongs to kind key, `token` to kind aad")),
        }
    }
}

fn options(fields: &mut Fields) -> Result<CallOptions, Failure> {
    let mut options = CallOptions::new();
    if let Some(id) = fields.text("request_id")? {
        options = options.client_request_id(&id);
    }
    if let Some(agent) = fields.text("user_agent")? {
        options = options.user_agent(&agent);
    }
    for (name, value) in fields.pairs("call_headers")? {
        options = options.header(&name, &value);
    }
    Ok(options)
}
