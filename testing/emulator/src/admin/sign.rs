//! Tokens for the page: it makes its calls through REST, and connects its client, as anybody else does.

use serde_json::{Map, Value, json};

use super::call::{Call, Failure};
use crate::auth::jwt;

/// How long a token is valid, in seconds.
const LIFETIME: u64 = 300;

/// `POST /emulator/tokens` with `{"path": "/api/…"}`, or for a client, with `"claims"` such as `sub` and `role`.
pub(super) fn token(call: &Call<'_>, parameters: &Map<String, Value>) -> Result<Value, Failure> {
    let path = parameters.get("path").and_then(Value::as_str).filter(|path| path.starts_with('/'));
    let path = path.ok_or_else(|| Failure::invalid("path must be a path."))?;
    let mut claims = match parameters.get("claims") {
        None => Map::new(),
        Some(Value::Object(claims)) => claims.clone(),
        Some(_) => return Err(Failure::invalid("claims must be an object.")),
    };
    claims.insert("aud".to_owned(), format!("{}://{}{path}", call.connection.scheme(), call.host).into());
    claims.insert("exp".to_owned(), (call.service.now() + LIFETIME).into());
    let key = call.service.settings.access_key.0.as_bytes();
    let token = jwt::sign(r#"{"alg":"HS256","typ":"JWT"}"#, &Value::Object(claims).to_string(), key);
    Ok(json!({ "token": token }))
}
