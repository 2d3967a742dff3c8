//! The errors of every crate, real ones, as reporters print them: the causes in full, and nothing twice. With
//! `--nocapture` it prints them all, to be read.

mod backends;
mod core;
mod declared;
mod rejected;
mod tools;

use std::collections::BTreeSet;
use std::error::Error;
use std::net::TcpListener;
use std::path::Path;
use webpubsub_whole::Watch;

/// The error types that were walked, as `crate::Type`.
#[derive(Default)]
struct Walked(BTreeSet<&'static str>);

impl Walked {
    /// An error of this type, whose `Debug` is what a reporter prints, because `unwrap` and `fn main() -> Result` print it.
    fn error<E: Error + Send + Sync + 'static>(&mut self, of: &'static str, what: &str, error: E) {
        let debug = format!("{error:?}");
        let report = self.report(of, what, error);
        assert_eq!(debug, report, "{what}: `Debug`");
    }

    /// An error with one of this private type among its causes, or written into their texts.
    fn report(&mut self, of: &'static str, what: &str, error: impl Into<anyhow::Error>) -> String {
        let error: anyhow::Error = error.into();
        // The text of an error does not contain that of its source.
        for error in error.chain() {
            let source = error.source().map(ToString::to_string);
            assert!(source.is_none_or(|source| !error.to_string().contains(&source)), "{what}: {error}");
        }
        let report = format!("{error:#}");
        // The other form of reporters: the text, and a line for each cause.
        let lines = error.chain().map(ToString::to_string).collect::<Vec<_>>().join("\n");
        for text in [&report, &lines] {
            let parts: Vec<&str> = text.split([';', '\n']).flat_map(|part| part.split(": ")).map(str::trim).collect();
            for (place, part) in parts.iter().enumerate() {
                assert!(!part.is_empty(), "{what}: a part of {text:?} is empty");
                assert!(
                    !parts[..place].iter().any(|before| before.contains(part)),
                    "{what}: {part:?} is there twice: {text}"
                );
            }
        }
        println!("{of} ({what}):\n    {report}");
        self.0.insert(of);
        report
    }
}

/// The error of a result that must not be a success.
#[track_caller]
fn failed<T, E>(result: Result<T, E>) -> E {
    result.err().expect("an error")
}

fn closed_port() -> String {
    let port = TcpListener::bind("127.0.0.1:0").and_then(|listener| listener.local_addr()).expect("a port");
    format!("http://{port}")
}

/// Whoever adds an error type adds one to these tests.
#[tokio::test(flavor = "multi_thread")]
async fn every_error_type_says_nothing_twice() {
    let _watch = Watch::begin();
    let mut walked = Walked::default();
    core::walk(&mut walked).await;
    rejected::walk(&mut walked);
    backends::walk(&mut walked).await;
    tools::walk(&mut walked).await;
    let workspace = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let declared = declared::error_types(&workspace);
    assert_eq!(walked.0.into_iter().map(str::to_owned).collect::<BTreeSet<_>>(), declared);
}
