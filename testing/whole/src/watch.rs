//! Looks at all that is told while the tests run, and finds secrets in it.

use std::collections::BTreeSet;
use std::error::Error;
use std::fmt::{Debug, Write};
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};
use std::sync::{Mutex, Once, PoisonError};
use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing::{Event, Subscriber};
use tracing_subscriber::layer::{Context, Layer, SubscriberExt};
use webpubsub_emulator::DEFAULT_ACCESS_KEY;

/// All secrets that the tests themselves make up contain this.
pub const MARK: &str = "hush-hush";

/// Characters of an HS256 signature.
const SIGNATURE: usize = 43;

static INSTALLED: Once = Once::new();
static SEEN: AtomicUsize = AtomicUsize::new(0);
static LEAKS: Mutex<Vec<String>> = Mutex::new(Vec::new());

/// Held during a test. From the first one on everything is looked at, of every level and every crate; when it is dropped,
/// the test fails if a secret was told, by whichever test.
#[derive(Debug)]
#[must_use = "it looks when it is dropped"]
pub struct Watch(());

impl Watch {
    /// Begins to look.
    pub fn begin() -> Self {
        INSTALLED.call_once(|| {
            let everything = tracing_subscriber::registry().with(Everything);
            tracing::subscriber::set_global_default(everything).expect("the only one");
        });
        Self(())
    }

    /// Looks at what a value shows of itself.
    pub fn debug(&self, value: &dyn Debug) {
        look(&format!("{value:?}\n{value:#?}"));
    }

    /// Looks at what an error says, with all its causes.
    pub fn error(&self, error: &(dyn Error + 'static)) {
        let mut next = Some(error);
        while let Some(error) = next {
            look(&format!("{error}\n{error:?}\n{error:#?}"));
            next = error.source();
        }
    }

    /// How many texts were looked at.
    pub fn seen(&self) -> usize {
        SEEN.load(Relaxed)
    }
}

impl Drop for Watch {
    fn drop(&mut self) {
        let leaks = LEAKS.lock().unwrap_or_else(PoisonError::into_inner);
        assert!(leaks.is_empty() || std::thread::panicking(), "told: {leaks:#?}");
    }
}

fn look(text: &str) {
    SEEN.fetch_add(1, Relaxed);
    if let Some(what) = secret(text) {
        LEAKS.lock().unwrap_or_else(PoisonError::into_inner).push(format!("{what} in: {text}"));
    }
}

/// What a text gives away.
fn secret(text: &str) -> Option<&'static str> {
    if text.contains(DEFAULT_ACCESS_KEY) {
        return Some("the key");
    }
    if text.contains(MARK) {
        return Some("a secret of a test");
    }
    // Every JSON Web Token begins with `{"`, encoded.
    if text.contains("eyJ") {
        return Some("a token");
    }
    let mut runs = text.split(|c: char| !(c.is_ascii_alphanumeric() || c == '-' || c == '_'));
    let signature = |run: &str| run.len() == SIGNATURE && run.bytes().collect::<BTreeSet<_>>().len() > SIGNATURE / 3;
    runs.any(signature).then_some("a signature")
}

/// Looks at every span and event.
struct Everything;

impl<S: Subscriber> Layer<S> for Everything {
    fn on_new_span(&self, span: &Attributes<'_>, _: &Id, _: Context<'_, S>) {
        let mut text = Text::default();
        span.record(&mut text);
        look(&text.0);
    }

    fn on_record(&self, _: &Id, values: &Record<'_>, _: Context<'_, S>) {
        let mut text = Text::default();
        values.record(&mut text);
        look(&text.0);
    }

    fn on_event(&self, event: &Event<'_>, _: Context<'_, S>) {
        let mut text = Text(format!("{} {} ", event.metadata().target(), event.metadata().name()));
        event.record(&mut text);
        look(&text.0);
    }
}

#[derive(Default)]
struct Text(String);

impl Visit for Text {
    fn record_str(&mut self, field: &Field, value: &str) {
        let _ = write!(self.0, "{}={value} ", field.name());
    }

    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        let _ = write!(self.0, "{}={value:?} ", field.name());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_are_found_and_nothing_else() {
        for text in [
            format!("key={DEFAULT_ACCESS_KEY};"),
            "authorization: Bearer eyJhbGciOiJIUzI1NiJ9.x.y".to_owned(),
            "eyJhdWQi".to_owned(),
            format!("secret-{MARK}"),
            "sig=0CoSW3I0-YoA5npjfy3kQbEiRKPVDjTiA0AvzuX8mTg.".to_owned(),
        ] {
            assert!(secret(&text).is_some(), "{text}");
        }
        for text in [
            "authorization: [secret]",
            "ce344ab6-afbf-4831-ae06-426bc1dc4873",
            "connections/0123456789abcdef0123456789abcdef/:send",
            "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx",
        ] {
            assert_eq!(secret(text), None, "{text}");
        }
    }
}
