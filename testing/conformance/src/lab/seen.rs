//! What the server received, read from its response to `/seen/<id>`.

/// The requests that arrived under one number; line, headers and body are those of the last one.
#[derive(Debug, Default)]
pub(crate) struct Seen {
    /// How many arrived, whole or, where the server does not read the body, with their head.
    pub(crate) arrivals: u32,
    /// Whether the client closed the connection or stream before the server had responded.
    pub(crate) gone: bool,
    /// Method, path and query as received.
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

    /// All values of a header, in order; several on one line are split.
    pub(crate) fn values(&self, name: &str) -> Vec<&str> {
        let lines = self.headers.iter().filter(|(given, _)| given == name);
        lines.flat_map(|(_, value)| value.split(", ")).collect()
    }

    /// The first value of a header, as received.
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(given, _)| given == name).map(|(_, value)| value.as_str())
    }
}
