//! Reading the recordings: three files in, one list of cases out.

use crate::case::{Answer, Call, Record};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::{fmt, fs};

/// The recorded SDKs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[allow(clippy::exhaustive_enums)] // The table names all of them.
pub enum Sdk {
    /// `azure-messaging-webpubsubservice` 1.0.1
    Python101,
    /// `azure-messaging-webpubsubservice` 1.3.0
    PythonLatest,
    /// `@azure/web-pubsub` 1.2.0
    JsLatest,
}

impl Sdk {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Python101, Self::PythonLatest, Self::JsLatest];

    /// The file's name without `.jsonl`.
    pub fn file(self) -> &'static str {
        match self {
            Self::Python101 => "python-1.0.1",
            Self::PythonLatest => "python-latest",
            Self::JsLatest => "js-latest",
        }
    }

    /// For readers.
    pub fn name(self) -> &'static str {
        match self {
            Self::Python101 => "Python 1.0.1",
            Self::PythonLatest => "Python 1.3.0",
            Self::JsLatest => "JavaScript 1.2.0",
        }
    }

    /// The `api-version` that it sends unless asked for another.
    pub fn api_version(self) -> &'static str {
        match self {
            Self::Python101 => "2021-10-01",
            Self::PythonLatest | Self::JsLatest => "2024-12-01",
        }
    }
}

impl fmt::Display for Sdk {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.file())
    }
}

/// One call, and what each SDK did when it was made.
#[derive(Clone, Debug)]
pub struct Case {
    /// `family/name`
    pub name: String,
    /// The call, the same for all SDKs.
    pub call: Call,
    /// One record for each SDK.
    pub records: Vec<(Sdk, Record)>,
}

impl Case {
    /// The recorder's answers in order; the longest that any SDK got, because one that sent nothing got none.
    pub fn answers(&self) -> Vec<Answer> {
        let all = self.records.iter().map(|(_, record)| {
            let further = record.more_exchanges.iter().map(|exchange| exchange.response_given.clone());
            std::iter::once(record.response_given.clone()).chain(further).flatten().collect::<Vec<_>>()
        });
        all.max_by_key(Vec::len).unwrap_or_default()
    }
}

/// All that was recorded.
#[derive(Clone, Debug)]
pub struct Recordings {
    /// The cases in recorded order.
    pub cases: Vec<Case>,
}

/// The recordings that come with this package.
pub fn data() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("data")
}

/// Reads a directory with one file for each SDK.
pub fn load(directory: &Path) -> Result<Recordings, String> {
    let mut recordings = Recordings { cases: Vec::new() };
    let mut places = BTreeMap::new();
    for sdk in Sdk::ALL {
        let path = directory.join(format!("{sdk}.jsonl"));
        let text = fs::read_to_string(&path).map_err(|error| format!("{}: {error}", path.display()))?;
        for (index, line) in text.lines().enumerate() {
            let at = |error: &dyn fmt::Display| format!("{} line {}: {error}", path.display(), index + 1);
            let record: Record = serde_json::from_str(line).map_err(|error| at(&error))?;
            let name = record.case.clone();
            let place = *places.entry(name.clone()).or_insert_with(|| {
                let call = record.call.clone();
                recordings.cases.push(Case { name, call, records: Vec::new() });
                recordings.cases.len() - 1
            });
            let case = &mut recordings.cases[place];
            if case.call != record.call {
                return Err(at(&"the call is not the one that the other SDKs made"));
            }
            case.records.push((sdk, record));
        }
    }
    Ok(recordings)
}
