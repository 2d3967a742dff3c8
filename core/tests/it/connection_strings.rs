//! A client from a connection string: with its key, or with a credential beside it.

use crate::entra::secret;
use crate::support::KEY;
use webpubsub_core::{AccessKey, BearerToken, Credential, ErrorKind};
use webpubsub_mock::WebPubSubServiceClient;

const KEYLESS: [&str; 3] = [
    "Endpoint=https://contoso.webpubsub.azure.com;AuthType=aad;Version=1.0;",
    "AuthType=aad;endpoint=contoso.webpubsub.azure.com\n",
    "Endpoint=https://contoso.webpubsub.azure.com:443/;Version=1.0",
];

#[test]
fn without_a_key_it_is_rejected_unless_there_is_a_credential() {
    for text in KEYLESS {
        let error = WebPubSubServiceClient::from_connection_string(text, "chat").unwrap_err();
        assert!(matches!(error.kind(), ErrorKind::Build(build) if build.field() == "connection string"));
        assert_eq!(error.to_string(), "connection string: AccessKey is missing");
        for credential in
            [Credential::from(secret()), AccessKey::new(KEY).unwrap().into(), BearerToken::new("token").unwrap().into()]
        {
            let client =
                WebPubSubServiceClient::from_connection_string_and_credential(text, "chat", credential).unwrap();
            assert_eq!(client.target().endpoint().as_str(), "https://contoso.webpubsub.azure.com");
        }
    }
}

#[test]
fn a_credential_makes_no_bad_string_good() {
    for text in
        ["AuthType=aad", "Endpoint=;AuthType=aad", "Endpoint=https://h;AccessKey=;", "Endpoint=https://h;AccessKey= k"]
    {
        let error = WebPubSubServiceClient::from_connection_string_and_credential(text, "chat", secret()).unwrap_err();
        assert!(matches!(error.kind(), ErrorKind::Build(_)), "{text}: {error}");
    }
    let error = WebPubSubServiceClient::from_connection_string_and_credential(KEYLESS[0], "1", secret()).unwrap_err();
    assert!(error.to_string().starts_with("hub: "), "{error}");
}

#[test]
fn a_key_in_the_string_is_not_used_beside_a_credential() {
    let text = format!("Endpoint=https://h;AccessKey={KEY}");
    let client = WebPubSubServiceClient::from_connection_string_and_credential(&text, "chat", secret()).unwrap();
    assert!(format!("{client:?}").contains("Application"), "{client:?}");
}
