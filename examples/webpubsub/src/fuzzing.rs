//! What reads input from outside, for fuzz targets. Not an API.

use crate::cli::Cli;
use crate::connect::{Needs, Session};
use crate::{batch, watch};
use clap::Parser as _;
use futures_util::FutureExt as _;
use std::fmt;
use tokio_tungstenite::tungstenite::Message as Frame;

/// Reads the lines of `batch`.
pub struct Batch(Session);

impl fmt::Debug for Batch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Batch")
    }
}

impl Batch {
    /// With these arguments before `batch`.
    ///
    /// # Panics
    ///
    /// If the arguments are invalid.
    #[must_use]
    pub fn new(arguments: &[&str]) -> Self {
        let cli = Cli::try_parse_from([&["webpubsub"], arguments, &["batch"]].concat()).expect("arguments");
        Self(Session::new(cli.connect, Needs::ALL).unwrap_or_else(|failure| panic!("{failure}")))
    }

    /// For each line that is not empty the error as it is printed, if it is invalid. Makes no call.
    ///
    /// # Panics
    ///
    /// If it waits for anything.
    #[must_use]
    pub fn read(&self, input: &[u8]) -> Vec<Option<String>> {
        let results = batch::read(input, &self.0).now_or_never().expect("a slice is there at once");
        results.into_iter().map(|failure| failure.map(|failure| failure.to_json().to_string())).collect()
    }
}

/// The line that `watch` prints for a frame of text or bytes, if there is one: JSON, or for a reader.
#[must_use]
pub fn watch(frame: Result<&str, &[u8]>, client_is_simple: bool, json: bool) -> Option<String> {
    let frame = frame.map_or_else(|bytes| Frame::binary(bytes.to_vec()), Frame::text);
    watch::line(&frame, if client_is_simple { watch::Client::Simple } else { watch::Client::Json }, json)
}
