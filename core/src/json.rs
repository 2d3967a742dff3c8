//! JSON that nobody promised: an error's body, read as far as it is understood.
//!
//! A tree of few kinds in place of types with a deserializer each: a field of the wrong kind spoils itself and not the rest,
//! and an edge worker is spared the code.

use alloc::borrow::ToOwned;
use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;
use serde::de::{Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};

/// Longer bodies are not looked into.
const LIMIT: usize = 65_536;

#[derive(Debug, Default, PartialEq)]
pub(crate) enum Json {
    Text(String),
    Number(u64),
    List(Vec<Json>),
    Object(Vec<(String, Json)>),
    /// Anything else, and nothing.
    #[default]
    Other,
}

impl Json {
    /// [`Other`](Json::Other) for what is no JSON.
    pub(crate) fn read(body: &[u8]) -> Self {
        Some(body)
            .filter(|body| body.len() <= LIMIT)
            .and_then(|body| serde_json::from_slice(body).ok())
            .unwrap_or_default()
    }

    /// A field of an object, taken out of it; of several with one name, the first.
    pub(crate) fn take(&mut self, name: &str) -> Self {
        let Self::Object(fields) = self else { return Self::Other };
        fields.iter_mut().find(|(field, _)| field == name).map(|(_, value)| core::mem::take(value)).unwrap_or_default()
    }

    pub(crate) fn text(self) -> Option<String> {
        match self {
            Self::Text(text) => Some(text),
            _ => None,
        }
    }
}

impl<'de> Deserialize<'de> for Json {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Tree)
    }
}

/// Takes whatever comes, so that there is no error to put into words.
struct Tree;

impl<'de> Visitor<'de> for Tree {
    type Value = Json;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON")
    }

    fn visit_bool<E>(self, _: bool) -> Result<Json, E> {
        Ok(Json::Other)
    }

    fn visit_i64<E>(self, _: i64) -> Result<Json, E> {
        Ok(Json::Other)
    }

    fn visit_u64<E>(self, number: u64) -> Result<Json, E> {
        Ok(Json::Number(number))
    }

    fn visit_f64<E>(self, _: f64) -> Result<Json, E> {
        Ok(Json::Other)
    }

    fn visit_unit<E>(self) -> Result<Json, E> {
        Ok(Json::Other)
    }

    fn visit_str<E>(self, text: &str) -> Result<Json, E> {
        Ok(Json::Text(text.to_owned()))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Json, A::Error> {
        let mut items = Vec::new();
        while let Some(item) = list.next_element()? {
            items.push(item);
        }
        Ok(Json::List(items))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut object: A) -> Result<Json, A::Error> {
        let mut fields = Vec::new();
        while let Some(field) = object.next_entry()? {
            fields.push(field);
        }
        Ok(Json::Object(fields))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_understood() {
        let mut json = Json::read(br#" {"a":"\u00e9","b":[7,-1,0.5,true],"a":"second","c":null} "#);
        assert_eq!(json.take("a"), Json::Text("é".into()));
        assert_eq!(json.take("b"), Json::List([Json::Number(7), Json::Other, Json::Other, Json::Other].into()));
        assert_eq!((json.take("c"), json.take("d")), (Json::Other, Json::Other));
        assert_eq!(json.text(), None);
    }

    #[test]
    fn what_is_not() {
        for text in
            ["", "{", "<html>", "{}{}", r#"{"a":}"#, &"[".repeat(100_000), &alloc::format!("[{}]", " ".repeat(LIMIT))]
        {
            assert_eq!(Json::read(text.as_bytes()), Json::Other, "{}", text.len());
        }
    }
}
