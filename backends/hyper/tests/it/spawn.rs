//! Calls can be spawned from concrete, generic and type-erased code, and a transport that is not `Send` works too.

use std::rc::Rc;
use std::time::Duration;
use webpubsub_hyper::transport::{
    Attempt, HttpTransport, SendHttpTransport, SharedTransport, TransportError, UnixTime,
};
use webpubsub_hyper::{AccessKey, Error, GenericClient as Client, HyperTransport, Message, Target};

const ACCEPTED: &str = "HTTP/1.1 202 Accepted\r\ncontent-length: 0\r\n\r\n";

fn client_over<T>(address: std::net::SocketAddr, transport: T) -> Client<T> {
    let target = Target::new(&format!("http://{address}"), "chat").expect("a target");
    Client::with_transport(transport, target, AccessKey::new("k").expect("a key"))
}

fn spawn_generic<T: SendHttpTransport + 'static>(client: Client<T>) -> tokio::task::JoinHandle<Result<(), Error>> {
    tokio::spawn(async move { client.send_to_all(Message::text("generic")).await })
}

#[tokio::test]
async fn concrete_generic_and_erased() {
    let (address, received) = webpubsub_test_servers::responding(ACCEPTED);
    let client = client_over(address, HyperTransport::default());
    let concrete = client.clone();
    tokio::spawn(async move { concrete.send_to_all(Message::text("concrete")).await })
        .await
        .expect("ran")
        .expect("sent");
    spawn_generic(client.clone()).await.expect("ran").expect("sent");
    let erased: Client<SharedTransport> = client_over(address, SharedTransport::new(HyperTransport::default()));
    spawn_generic(erased).await.expect("ran").expect("sent");
    let bodies: Vec<Vec<u8>> = received.try_iter().map(|received| received.body).collect();
    assert_eq!(bodies, [&b"concrete"[..], b"generic", b"generic"]);
}

/// Holds an `Rc`, so it can only be an [`HttpTransport`].
struct Local {
    inner: Rc<HyperTransport>,
}

impl HttpTransport for Local {
    async fn send(
        &self,
        request: http::Request<bytes::Bytes>,
        attempt: Attempt,
    ) -> Result<http::Response<bytes::Bytes>, TransportError> {
        let inner = Rc::clone(&self.inner);
        SendHttpTransport::send(&*inner, request, attempt).await
    }

    async fn sleep(&self, duration: Duration) {
        SendHttpTransport::sleep(&*self.inner, duration).await;
    }

    fn now(&self) -> UnixTime {
        SendHttpTransport::now(&*self.inner)
    }

    fn random(&self) -> [u8; 16] {
        SendHttpTransport::random(&*self.inner)
    }
}

#[tokio::test(flavor = "current_thread")]
async fn a_local_transport_works_with_the_same_client() {
    let (address, received) = webpubsub_test_servers::responding(ACCEPTED);
    let client = client_over(address, Local { inner: Rc::new(HyperTransport::default()) });
    let local = tokio::task::LocalSet::new();
    local
        .run_until(async {
            let call = tokio::task::spawn_local(async move { client.send_to_all(Message::text("local")).await });
            call.await.expect("ran").expect("sent");
        })
        .await;
    assert_eq!(received.recv().expect("a request").body, b"local");
}
