//! `dataType` and `data` of a frame.

use std::sync::Arc;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use serde_json::value::RawValue;

use super::read::Fields;
use crate::message::Payload;

/// The payload. If it may be absent, an absent one is empty text.
pub(super) fn read(fields: &Fields<'_>, may_be_absent: bool) -> Result<Payload, String> {
    let Some(data) = fields.get("data") else {
        let missing = || "Missing required property 'data'.".to_owned();
        return may_be_absent.then(|| Payload::Text("".into())).ok_or_else(missing);
    };
    let kind =
        fields.get("dataType").map_or_else(|| Ok("json".to_owned()), |_| fields.required::<String>("dataType"))?;
    match kind.to_ascii_lowercase().as_str() {
        "json" if data.get() == "null" => Err("Invalid value for 'data': null.".to_owned()),
        "json" => Ok(Payload::Json(Arc::from(data.to_owned()))),
        "text" => Ok(Payload::Text(string(data)?.into())),
        "binary" => base64(data).map(Payload::Binary),
        "protobuf" => base64(data).map(Payload::Protobuf),
        _ => Err(format!("Unknown 'dataType': {kind}.")),
    }
}

fn string(data: &RawValue) -> Result<String, String> {
    serde_json::from_str(data.get()).map_err(|_| "'data' should be a string when 'dataType' is 'text'.".to_owned())
}

fn base64(data: &RawValue) -> Result<Bytes, String> {
    let text = serde_json::from_str::<String>(data.get()).ok();
    let bytes = text.and_then(|text| STANDARD.decode(text).ok());
    bytes.map(Bytes::from).ok_or_else(|| "'data' is not a valid base64 encoded string.".to_owned())
}
