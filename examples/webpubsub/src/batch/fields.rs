//! A JSON object whose fields are taken out one by one; a field that is left at the end is rejected.
//!
//! An unknown name is never ignored: a misspelt `excluded` would send a message to more people than was meant. No error
//! quotes a value, which may be a key.

use crate::failure::{Failure, wrong_use};
use serde::de::{DeserializeOwned, Error, MapAccess, Visitor};
use serde::{Deserialize, Deserializer};
use serde_json::value::RawValue;
use std::collections::BTreeMap;
use std::fmt;

/// The fields that are not taken yet, as they stand in the line.
#[derive(Debug, Default)]
pub(super) struct Fields {
    /// The object's name in errors.
    name: &'static str,
    left: BTreeMap<String, Box<RawValue>>,
}

impl Fields {
    pub(super) fn of(self, name: &'static str) -> Self {
        Self { name, ..self }
    }

    /// The field as it stands, also if it is null.
    pub(super) fn raw(&mut self, field: &str) -> Option<Box<RawValue>> {
        self.left.remove(field)
    }

    /// The field, which stays.
    pub(super) fn peek(&self, field: &str) -> Option<&RawValue> {
        self.left.get(field).map(|value| &**value)
    }

    /// Whether the field exists, also if it is null.
    pub(super) fn has(&self, field: &str) -> bool {
        self.left.contains_key(field)
    }

    /// A field of this type; `what` says what it must be. Null counts as absent.
    pub(super) fn value<T: DeserializeOwned>(&mut self, field: &str, what: &str) -> Result<Option<T>, Failure> {
        let Some(value) = self.raw(field).filter(|value| value.get() != "null") else { return Ok(None) };
        serde_json::from_str(value.get()).map(Some).map_err(|_| self.wrong_use(field, &format!("must be {what}")))
    }

    pub(super) fn text(&mut self, field: &str) -> Result<Option<String>, Failure> {
        self.value(field, "a string")
    }

    pub(super) fn needed_text(&mut self, field: &str) -> Result<String, Failure> {
        self.text(field)?.ok_or_else(|| self.wrong_use(field, "is missing"))
    }

    /// A list of strings; absent is empty.
    pub(super) fn texts(&mut self, field: &str) -> Result<Vec<String>, Failure> {
        Ok(self.value(field, "a list of strings")?.unwrap_or_default())
    }

    pub(super) fn number(&mut self, field: &str) -> Result<Option<u32>, Failure> {
        self.value(field, "a whole number from 0 to 4294967295")
    }

    pub(super) fn flag(&mut self, field: &str) -> Result<bool, Failure> {
        Ok(self.value(field, "true or false")?.unwrap_or_default())
    }

    /// An object of strings; absent is empty.
    pub(super) fn pairs(&mut self, field: &str) -> Result<Vec<(String, String)>, Failure> {
        let pairs: Option<BTreeMap<String, String>> = self.value(field, "an object of strings")?;
        Ok(pairs.unwrap_or_default().into_iter().collect())
    }

    /// An object with fields of its own; absent is empty.
    pub(super) fn object(&mut self, field: &'static str) -> Result<Self, Failure> {
        let object: Option<Self> = self.value(field, "an object in which each name occurs once")?;
        Ok(object.unwrap_or_default().of(field))
    }

    /// As [`Self::object`], but not absent; `example` is one.
    pub(super) fn needed_object(&mut self, field: &'static str, example: &str) -> Result<Self, Failure> {
        let what = format!("an object in which each name occurs once, such as {example}");
        let object: Self = self.value(field, &what)?.ok_or_else(|| self.wrong_use(field, "is missing"))?;
        Ok(object.of(field))
    }

    /// Rejects fields that were not taken.
    pub(super) fn finish(self) -> Result<(), Failure> {
        match self.left.keys().next() {
            None => Ok(()),
            Some(unknown) => Err(self.wrong_use(unknown, "is not a known name here")),
        }
    }

    fn wrong_use(&self, field: &str, rule: &str) -> Failure {
        wrong_use(self.name, format!("`{field}` {rule}"))
    }
}

impl<'de> Deserialize<'de> for Fields {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        from.deserialize_map(EachOnce)
    }
}

/// Reads an object in which each name occurs once.
struct EachOnce;

impl<'de> Visitor<'de> for EachOnce {
    type Value = Fields;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Fields, A::Error> {
        let mut fields = Fields::default();
        while let Some((name, value)) = map.next_entry()? {
            if fields.left.insert(name, value).is_some() {
                return Err(A::Error::custom("a name occurs twice"));
            }
        }
        Ok(fields)
    }
}
