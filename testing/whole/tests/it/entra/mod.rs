//! Tokens of Entra ID, from the emulator's own authority to the call that carries them.

mod causes;
mod tokens;

use std::time::Duration;
use webpubsub_emulator::{Builder, Emulator, EntraApplication};
use webpubsub_hyper::entra::ClientSecret;
use webpubsub_hyper::{Credential, HyperTransport, Target, WebPubSubServiceClient};
use webpubsub_whole::options;

const TENANT: &str = "contoso.example";
const CLIENT_ID: &str = "my-app";
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

/// The application's credential, at the emulator's own authority over http.
pub(crate) fn secret(emulator: &Emulator) -> ClientSecret {
    let secret = ClientSecret::new(TENANT, CLIENT_ID, SECRET).expect("a credential");
    secret.authority(emulator.endpoint()).expect("an authority").allow_http_on_loopback()
}

fn client(emulator: &Emulator, credential: impl Into<Credential>) -> WebPubSubServiceClient {
    WebPubSubServiceClient::new(emulator.endpoint(), "chat", credential).expect("a client").with_options(options())
}

/// Everything over TLS, with a credential that knows of no exception.
fn client_over_tls(emulator: &Emulator) -> WebPubSubServiceClient {
    let (endpoint, pem) = emulator.https_endpoint().zip(emulator.certificate_pem()).expect("TLS");
    let credential = ClientSecret::new(TENANT, CLIENT_ID, SECRET).expect("a credential");
    let credential = credential.authority(endpoint).expect("an authority");
    let transport = HyperTransport::builder().root_certificate(pem).expect("a certificate").build();
    let target = Target::new(endpoint, "chat").expect("a target");
    WebPubSubServiceClient::with_transport(transport, target, credential).with_options(options())
}
