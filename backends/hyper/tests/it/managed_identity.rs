//! A managed identity over sockets: a metadata service and the service itself on 127.0.0.1.

use std::io::Write;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc;
use webpubsub_hyper::entra::ManagedIdentity;
use webpubsub_hyper::{Message, WebPubSubServiceClient};
use webpubsub_test_servers::{Received, read_request, serve};

const TOKEN: &str =
    r#"{"access_token":"token-1","expires_on":"9999999999","expires_in":"86399","token_type":"Bearer"}"#;

/// Responds 404 once, as while it is updated, and then with a token; to a send with 202.
fn platform() -> (String, mpsc::Receiver<Received>) {
    let (tell, received) = mpsc::channel();
    let token_requests = AtomicUsize::new(0);
    let address = serve(move |mut stream| {
        while let Some(request) = read_request(&mut stream) {
            let (status, body) = match () {
                () if !request.head.starts_with("GET /metadata/") => (202, ""),
                () if request.header("metadata") != Some("true") => (400, ""),
                () if token_requests.fetch_add(1, Ordering::Relaxed) == 0 => (404, ""),
                () => (200, TOKEN),
            };
            let _ = tell.send(request);
            let response = format!("HTTP/1.1 {status} S\r\ncontent-length: {}\r\n\r\n{body}", body.len());
            if stream.get_mut().write_all(response.as_bytes()).is_err() {
                return;
            }
        }
    });
    (format!("http://{address}"), received)
}

#[tokio::test]
async fn a_virtual_machine() {
    let (url, received) = platform();
    let identity = ManagedIdentity::virtual_machine().and_then(|identity| identity.endpoint(&url)?.client_id("the-id"));
    let identity = identity.expect("an identity").allow_http_on_loopback();
    let client = WebPubSubServiceClient::new(&url, "chat", identity).expect("a client");
    client.send_to_all(Message::text("x")).await.expect("accepted");
    client.send_to_all(Message::text("y")).await.expect("accepted");
    let [asked, asked_again, first, second] = std::array::from_fn(|_| received.recv().expect("a request"));
    for token_request in [asked, asked_again] {
        assert_eq!(
            token_request.head.lines().next(),
            Some(
                "GET /metadata/identity/oauth2/token?api-version=2018-02-01\
                 &resource=https%3A%2F%2Fwebpubsub.azure.com&client_id=the-id HTTP/1.1"
            )
        );
        assert_eq!(token_request.header("authorization"), None);
    }
    for send in [first, second] {
        assert_eq!(send.header("authorization"), Some("Bearer token-1"));
    }
    assert!(received.try_recv().is_err(), "one token for both");
}
