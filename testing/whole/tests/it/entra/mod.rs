//! Tokens of Entra ID, from the emulator's own authority to the call that uses them.

mod causes;
mod tokens;

use std::time::Duration;
use webpubsub_emulator::{Builder, Emulator, EntraApplication};
use webpubsub_hyper::entra::ClientSecret;
use webpubsub_hyper::{Credential, HyperTransport, Target, WebPubSubServiceClient};
use webpubsub_whole::options;

pub(crate) const TENANT: &str = "contoso.example";
pub(crate) const CLIENT_ID: &str = "my-app";
/// Not to be told by anybody.
const SECRET: &str = "the-secret-of-my-app-hush-hush";

fn builder(life: Duration) -> Builder {
    let application =
        EntraApplication::new(TENANT, CLIENT_ID, SECRET).assertion("vouched-for-hush-hush").expires_in(life);
    Emulator::builder().entra(application)
}

pub(crate) async fn emulator() -> Emulator {
    builder(Duration::from_secs(3599)).start().await.expect("an emulator")
}

pub(crate) async fn emulator_with_tls() -> Emulator {
    builder(Duration::from_secs(3599)).tls(true).start().await.expect("an emulator")
}

/// The application's credential, at the emulator's own authority over http.
pub(crate) fn secret(emulator: &Emulator) -> ClientSecret {
    let secret = ClientSecret::new(TENANT, CLIENT_ID, SECRET).expect("a credential");
    secret.authority(emulator.endpoint()).expect("an authority").allow_http_on_loopback()
}

fn client(emulator: &Emulator, credential: impl Into<Credential>) -> WebPubSubServiceClient {
    WebPubSubServiceClient::new(emulator.endpoint(), "chat", credential).expect("a client").with_options(options())
}

/// The application's credential, at the emulator's own authority over TLS: it knows of no exception.
pub(crate) fn secret_over_tls(emulator: &Emulator) -> ClientSecret {
    let authority = emulator.https_endpoint().expect("TLS");
    ClientSecret::new(TENANT, CLIENT_ID, SECRET).and_then(|secret| secret.authority(authority)).expect("a credential")
}

/// Everything over TLS.
fn client_over_tls(emulator: &Emulator) -> WebPubSubServiceClient {
    let (endpoint, pem) = emulator.https_endpoint().zip(emulator.certificate_pem()).expect("TLS");
    let transport = HyperTransport::builder().root_certificate(pem).expect("a certificate").build();
    let target = Target::new(endpoint, "chat").expect("a target");
    WebPubSubServiceClient::with_transport(transport, target, secret_over_tls(emulator)).with_options(options())
}
