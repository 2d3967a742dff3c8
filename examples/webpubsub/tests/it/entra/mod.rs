//! `--auth`: the tool signs in at the emulator's own authority and calls its service, all over TLS.

mod application;
mod azure;
mod choice;
mod rejected;
mod secrets;

use crate::support::{Ran, bare, in_time, run};
use std::path::PathBuf;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;
use tokio::process::Command;
use webpubsub_emulator::{Emulator, EntraApplication};
use webpubsub_hyper::entra::{AccessToken, ClientSecret, SCOPE, TokenRequest};
use webpubsub_hyper::transport::{Attempt, SendHttpTransport as _};
use webpubsub_hyper::{HyperTransport, ResponseParts};

const TENANT: &str = "contoso.example";
const CLIENT: &str = "my-app";
/// No output shows it, nor [`ASSERTION`].
const SECRET: &str = "HUSH-the-secret-of-my-app";
const ASSERTION: &str = "HUSH-vouched-for";

/// An emulator with an application, and a folder for what the tool finds on the machine.
struct Entra {
    emulator: Emulator,
    folder: PathBuf,
}

impl Entra {
    async fn start() -> Self {
        static FOLDERS: AtomicUsize = AtomicUsize::new(0);
        let application = EntraApplication::new(TENANT, CLIENT, SECRET).assertion(ASSERTION);
        let emulator = Emulator::builder().entra(application).tls(true).start().await.expect("starts");
        let number = FOLDERS.fetch_add(1, Ordering::Relaxed);
        let folder = std::env::temp_dir().join(format!("webpubsub-entra-{}-{number}", std::process::id()));
        std::fs::create_dir_all(&folder).expect("a folder");
        std::fs::write(folder.join("root.pem"), emulator.certificate_pem().expect("TLS")).expect("written");
        std::fs::write(folder.join("assertion"), ASSERTION).expect("written");
        Self { emulator, folder }
    }

    fn https(&self) -> &str {
        self.emulator.https_endpoint().expect("TLS")
    }

    /// The tool on a machine whose variables of Azure name the emulator's authority and application.
    fn machine(&self, arguments: &[&str]) -> Command {
        let mut tool = bare(arguments);
        tool.env("SSL_CERT_FILE", self.folder.join("root.pem")).env_remove("SSL_CERT_DIR");
        tool.env("WEBPUBSUB_HUB", "chat").env("AZURE_AUTHORITY_HOST", self.https());
        tool.env("AZURE_TENANT_ID", TENANT).env("AZURE_CLIENT_ID", CLIENT).env("AZURE_CLIENT_SECRET", SECRET);
        tool.env("AZURE_FEDERATED_TOKEN_FILE", self.folder.join("assertion"));
        // As in Cloud Shell, which azure_identity does not support: without it, it would look for an identity in the
        // network.
        tool.env("MSI_ENDPOINT", "http://127.0.0.1:9");
        // Only what a test puts there.
        tool.env("PATH", &self.folder);
        tool
    }

    /// The tool, with `--auth`, for the emulator's https endpoint.
    fn tool(&self, auth: &str, arguments: &[&str]) -> Command {
        let mut tool = self.machine(arguments);
        tool.args(["--auth", auth, "--endpoint", self.https()]);
        tool
    }

    async fn run(&self, auth: &str, arguments: &[&str]) -> Ran {
        run(self.tool(auth, arguments)).await
    }

    fn token_requests(&self) -> u64 {
        self.emulator.entra_token_requests()
    }

    /// A token of the application, as another program on the machine would obtain it.
    async fn token(&self) -> AccessToken {
        let application =
            ClientSecret::new(TENANT, CLIENT, SECRET).and_then(|one| one.authority(self.emulator.endpoint()));
        let application = application.expect("a credential").allow_http_on_loopback();
        let request = http::Request::try_from(application.token_request(TokenRequest::new(SCOPE)).expect("a request"));
        let transport = HyperTransport::default();
        let attempt = Attempt::new("get_token", 1, Duration::from_secs(30));
        let response = in_time(transport.send(request.expect("a request"), attempt)).await.expect("a response");
        let now = transport.now();
        application.parse(&ResponseParts::from_http(&response, now), now).expect("a token")
    }
}

impl Drop for Entra {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}
