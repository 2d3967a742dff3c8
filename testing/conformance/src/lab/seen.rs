//! What the server saw, read from its answer to `/seen/<id>`.

/// Facts on the requests that came under one number; the line, headers and body are the last one's.
#[derive(Debug, Default)]
pub(crate) struct Seen {
    /// How many came, whole or, where the server does not wait for the body, with their head.
    pub(crate) arrivals: u32,
    /// Whether the other side went away before the server had answered.
    pub(crate) gone: bool,
    /// Method, path and query as they came.
    pub(crate) line: String,
    /// Length and hash of the body.
    pub(crate) body: String,
    headers: Vec<(String, String)>,
}

impl Seen {
    pub(super) fn parse(text: &str) -> Self {
        let mut seen = Self::default();
        for line in text.lines() {
            let (name, value) = line.split_once(' ').unwrap_or((line, ""));
            match name {
                "arrivals" => seen.arrivals = value.parse().unwrap_or(0),
                "gone" => seen.gone = value == "yes",
                "line" => value.clone_into(&mut seen.line),
                "body" => value.clone_into(&mut seen.body),
                "header" => {
                    let (name, value) = value.split_once(": ").unwrap_or((value, ""));
                    seen.headers.push((name.to_ascii_lowercase(), value.to_owned()));
                }
                _ => {}
            }
        }
        seen
    }

    /// All values of a header, in order; several in one line are taken apart.
    pub(crate) fn values(&self, name: &str) -> Vec<&str> {
        let lines = self.headers.iter().filter(|(given, _)| given == name);
        lines.flat_map(|(_, value)| value.split(", ")).collect()
    }

    /// The one value of a header, as it came.
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(given, _)| given == name).map(|(_, value)| value.as_str())
    }
}
