//! TLS in front of a service.

use rcgen::{CertificateParams, KeyPair};
use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use tokio::io::copy_bidirectional;
use tokio::net::{TcpListener, TcpStream};
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::crypto::ring;
use tokio_rustls::rustls::pki_types::PrivateKeyDer;

/// Passes on what it decrypts; its certificate is in a file.
pub(crate) struct Tls {
    pub(crate) address: SocketAddr,
    pub(crate) certificate: PathBuf,
}

impl Tls {
    /// With a certificate that signs itself, of these parameters.
    pub(crate) async fn start(behind: SocketAddr, parameters: CertificateParams) -> Self {
        static FILES: AtomicUsize = AtomicUsize::new(0);
        let key = KeyPair::generate().expect("a key");
        let made = parameters.self_signed(&key).expect("a certificate");
        let number = FILES.fetch_add(1, Ordering::Relaxed);
        let certificate = std::env::temp_dir().join(format!("webpubsub-tls-{}-{number}.pem", std::process::id()));
        std::fs::write(&certificate, made.pem()).expect("written");
        let key = PrivateKeyDer::Pkcs8(key.serialize_der().into());
        let config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
            .with_safe_default_protocol_versions()
            .expect("versions")
            .with_no_client_auth()
            .with_single_cert(vec![made.der().clone()], key)
            .expect("a config");
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let address = listener.local_addr().expect("an address");
        let acceptor = TlsAcceptor::from(Arc::new(config));
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let acceptor = acceptor.clone();
                tokio::spawn(async move {
                    let Ok(mut stream) = acceptor.accept(stream).await else { return };
                    let mut inner = TcpStream::connect(behind).await.expect("the service");
                    // Either side may end it.
                    let _ = copy_bidirectional(&mut stream, &mut inner).await;
                });
            }
        });
        Self { address, certificate }
    }

    pub(crate) fn endpoint(&self) -> String {
        format!("https://localhost:{}", self.address.port())
    }
}

impl Drop for Tls {
    fn drop(&mut self) {
        let _ = std::fs::remove_file(&self.certificate);
    }
}
