//! Azure CLI, by a stand-in on `PATH`: the test runs itself again with that `PATH`.

use azure_identity::AzureCliCredential;
use std::process::Command;
use webpubsub_azure_identity::AzureCredential;
use webpubsub_core::TokenSource;
use webpubsub_core::entra::TokenRequest;

const INSIDE: &str = "WEBPUBSUB_TEST_INSIDE";

#[cfg(unix)]
#[tokio::test]
async fn azure_cli() {
    use std::os::unix::fs::PermissionsExt;
    if std::env::var_os(INSIDE).is_some() {
        let credential = AzureCredential::new(AzureCliCredential::new(None).expect("a credential"));
        let token = credential.token(TokenRequest::new(webpubsub_core::entra::SCOPE)).await.expect("a token");
        assert_eq!((token.token.expose(), token.expires_on.as_secs()), ("from-the-cli", 1_900_000_000));
        return;
    }
    let folder = std::env::temp_dir().join(format!("webpubsub-az-{}", std::process::id()));
    std::fs::create_dir_all(&folder).expect("a folder");
    let script = folder.join("az");
    let output = r#"{"accessToken":"from-the-cli","expiresOn":"2030-03-17 17:46:40.000000","expires_on":1900000000,"tokenType":"Bearer"}"#;
    std::fs::write(&script, format!("#!/bin/sh\nprintf '%s' '{output}'\n")).expect("a script");
    std::fs::set_permissions(&script, std::fs::Permissions::from_mode(0o755)).expect("executable");
    let path = format!("{}:{}", folder.display(), std::env::var("PATH").unwrap_or_default());
    let program = std::env::current_exe().expect("this program");
    let ran = Command::new(program).args(["cli::azure_cli", "--exact"]).env("PATH", path).env(INSIDE, "1").output();
    std::fs::remove_dir_all(&folder).expect("removed");
    let ran = ran.expect("started");
    assert!(ran.status.success(), "{}", String::from_utf8_lossy(&ran.stdout));
}
