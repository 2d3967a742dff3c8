//! Writes the certificate to a file, so that other programs can trust it.

use std::fs::{self, OpenOptions};
use std::io::{self, Write as _};
use std::path::PathBuf;

use crate::Emulator;

/// Writes the certificate, if TLS is on, and returns the path.
pub(crate) fn write(emulator: &Emulator, file: Option<PathBuf>) -> io::Result<Option<PathBuf>> {
    let (Some(endpoint), Some(pem)) = (emulator.https_endpoint(), emulator.certificate_pem()) else { return Ok(None) };
    if let Some(file) = file {
        fs::write(&file, pem)?;
        return Ok(Some(file));
    }
    let port = endpoint.rsplit(':').next().unwrap_or_default();
    let file = std::env::temp_dir().join(format!("webpubsub-emulator-{port}.pem"));
    match fs::remove_file(&file) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
        _ => {}
    }
    // Do not write through an existing link: another user may have created it.
    OpenOptions::new().write(true).create_new(true).open(&file)?.write_all(pem.as_bytes())?;
    Ok(Some(file))
}
