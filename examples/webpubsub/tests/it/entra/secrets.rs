//! No output shows secrets, assertions and tokens, whatever the options and the errors.

use super::Entra;
use crate::support::{Ran, feed, run};

#[track_caller]
fn hides_secrets(ran: &Ran) {
    assert!(!ran.stderr.contains("HUSH") && !ran.stderr.contains("eyJ"), "{ran:?}");
}

#[tokio::test]
async fn logs() {
    let entra = Entra::start().await;
    for auth in ["client-secret", "workload-identity", "default"] {
        for arguments in [
            &["send-to-all", "--text", "psst"][..],
            &["user-exists", "ann"],
            &["token"],
            &["watch", "--timeout", "0.001"],
        ] {
            let ran = entra.run(auth, &[arguments, &["-vv"]].concat()).await;
            hides_secrets(&ran);
            assert!(arguments[0] == "watch" || ran.stderr.contains("/api/hubs/chat/"), "{ran:?}");
        }
        let call = r#"{"op": "get_client_access_token", "args": {}}"#;
        let ran = feed(entra.tool(auth, &["batch", "-v", "-v"]), call.as_bytes()).await;
        hides_secrets(&ran);
        assert!(ran.ok().starts_with(r#"{"line":1,"returned":{"#));
    }
}

#[tokio::test]
async fn errors_and_help() {
    let entra = Entra::start().await;
    for auth in ["client-secret", "workload-identity"] {
        for (name, value) in [
            ("AZURE_TENANT_ID", "HUSH/HUSH"),
            ("AZURE_CLIENT_ID", "HUSH HUSH"),
            ("AZURE_CLIENT_SECRET", "HUSH"),
            ("AZURE_CLIENT_SECRET", ""),
            ("AZURE_AUTHORITY_HOST", "ftp://HUSH"),
            ("AZURE_FEDERATED_TOKEN_FILE", "/HUSH"),
            ("WEBPUBSUB_HUB", "1"),
            ("WEBPUBSUB_CONNECTION_STRING", "Endpoint=HUSH;AccessKey=HUSH"),
        ] {
            for more in [&["-vv"][..], &["-ojson"], &["--help"]] {
                let mut tool = entra.tool(auth, &[&["user-exists", "ann"], more].concat());
                tool.env(name, value);
                hides_secrets(&run(tool).await);
            }
        }
    }
}
