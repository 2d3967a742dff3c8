//! What to do about a server's certificate that was rejected. A retry would end in the same way.

use rustls::CertificateError;
use std::error::Error;
use std::io;

/// The error of rustls, at any depth of I/O errors, which hide what they wrap.
pub fn tls_error<'a>(error: &'a (dyn Error + 'static)) -> Option<&'a rustls::Error> {
    match error.downcast_ref::<io::Error>() {
        Some(error) => error.get_ref().and_then(|inner| tls_error(inner)),
        None => error.downcast_ref(),
    }
}

/// Advice, if this is why a connection could not be opened. `trust_fault` says what is wrong with the certificates that
/// this program trusts.
pub fn advice<'a>(error: &(dyn Error + 'static), trust_fault: Option<&'a str>) -> Option<&'a str> {
    let Some(rustls::Error::InvalidCertificate(rejected)) = tls_error(error) else { return None };
    Some(match rejected {
        // The signature is by another authority of the same name.
        CertificateError::UnknownIssuer | CertificateError::BadSignature => trust_fault
            .unwrap_or("trust the certificate authority that issued it, by `root_certificate` or SSL_CERT_FILE"),
        CertificateError::Expired
        | CertificateError::ExpiredContext { .. }
        | CertificateError::NotValidYet
        | CertificateError::NotValidYetContext { .. } => "renew the server's certificate, or set this machine's clock",
        CertificateError::NotValidForName | CertificateError::NotValidForNameContext { .. } => {
            "call the server by a name in its certificate"
        }
        // The one reason that rustls has no variant for and that private authorities often meet.
        CertificateError::Other(other) if other.to_string().contains("CaUsedAsEndEntity") => {
            "a certificate authority's certificate cannot be a server's: issue one with it"
        }
        _ => "the server needs another certificate",
    })
}
