//! Who makes a line's call, and where it goes.

use super::fields::Fields;
use crate::connect::{Place, Proof, Session};
use crate::failure::{Failure, refuse};
use webpubsub_hyper::{AccessKey, CallOptions, Endpoint, Secret, WebPubSubServiceClient};

/// What a recorded call means where neither it nor the command line says otherwise.
const ENDPOINT: &str = "http://127.0.0.1:28471";
const BEARER_ENDPOINT: &str = "https://127.0.0.1:28472";
const HUB: &str = "chat";
const KEY: &str = "c2VjcmV0LWtleS1mb3ItdGVzdHMtb25seS0wMDAwMDE=";

/// The client that `client` describes.
///
/// Passed over, because only a recorder can do something with it: `log` (which log was kept). `token_fails` (a credential
/// that gives no token) means that there is no token.
pub(super) fn make(mut fields: Fields, session: &Session) -> Result<WebPubSubServiceClient, Failure> {
    let endpoint = fields.text("endpoint")?.map(|endpoint| Endpoint::parse(&endpoint)).transpose()?;
    let mut place = Place {
        endpoint,
        hub: fields.text("hub")?,
        reverse_proxy: fields.text("reverse_proxy_endpoint")?,
        api_version: fields.text("api_version")?,
    };
    let proof = proof(&mut fields, &place, session)?;
    let options = options(&mut fields)?;
    fields.text("log")?;
    fields.finish()?;

    if place.endpoint.is_none() && session.endpoint().is_none() {
        place.endpoint = Some(Endpoint::parse(if proof.is_key() { ENDPOINT } else { BEARER_ENDPOINT })?);
    }
    if place.hub.is_none() && session.hub().is_none() {
        place.hub = Some(HUB.to_owned());
    }
    Ok(session.client_at(place, proof)?.with(options))
}

fn proof(fields: &mut Fields, place: &Place, session: &Session) -> Result<Proof, Failure> {
    let (kind, key) = (fields.text("kind")?, fields.text("key")?);
    let (token, fails) = (fields.text("token")?.map(Secret::new), fields.flag("token_fails")?);
    let allow_insecure = fields.flag("allow_insecure")?;
    let given = session.proof();
    let bearer = match kind.as_deref() {
        Some("key") => false,
        Some("aad") => true,
        Some(_) => return Err(refuse("client", "`kind` must be key or aad")),
        None => token.is_some() || (key.is_none() && given.as_ref().is_some_and(|given| !given.is_key())),
    };
    match (bearer, key, token, given) {
        (false, Some(key), None, _) => Ok(Proof::Key(AccessKey::new(&key)?)),
        (false, None, None, Some(key @ Proof::Key(_))) => Ok(key),
        (false, None, None, _) => Ok(Proof::Key(AccessKey::new(KEY)?)),
        (true, None, Some(token), _) if !fails => {
            let token = session.bearer(&token)?;
            Ok(Proof::Bearer(if allow_insecure { token.allow_http_on_loopback() } else { token }))
        }
        // Who names another place gets a signature for it at most, never the token of this one.
        (true, None, None, Some(own))
            if !own.is_key() && !fails && place.endpoint.is_none() && place.reverse_proxy.is_none() =>
        {
            Ok(own)
        }
        (true, None, _, _) => Err(refuse("bearer token", "is missing: `client` must give a `token`")),
        _ => Err(refuse("client", "`key` belongs to kind key, `token` to kind aad")),
    }
}

fn options(fields: &mut Fields) -> Result<CallOptions, Failure> {
    let mut options = CallOptions::new();
    if let Some(id) = fields.text("request_id")? {
        options = options.request_id(&id);
    }
    if let Some(agent) = fields.text("user_agent")? {
        options = options.user_agent(&agent);
    }
    for (name, value) in fields.pairs("call_headers")? {
        options = options.header(&name, &value);
    }
    Ok(options)
}
