//! The blocking client against the emulator: every method, tokens of Entra ID, and threads that share one.

use crate::entra;
use std::thread;
use webpubsub_blocking::entra::ClientAssertion;
use webpubsub_blocking::operations::RawRequest;
use webpubsub_blocking::{
    BlockingTransport, ClientAccess, Credential, Error, Filter, Message, Method, Permission, Target,
    WebPubSubServiceClient,
};
use webpubsub_emulator::Emulator;
use webpubsub_hyper::WebPubSubServiceClient as AsyncClient;
use webpubsub_whole::{Received, Subscriber, Watch, options};

fn client(emulator: &Emulator, credential: impl Into<Credential>) -> WebPubSubServiceClient {
    WebPubSubServiceClient::new(emulator.endpoint(), "chat", credential).expect("a client").with_options(options())
}

/// Makes calls on a thread that may block.
async fn blocking<R: Send + 'static>(calls: impl FnOnce() -> R + Send + 'static) -> R {
    tokio::task::spawn_blocking(calls).await.expect("no panic")
}

#[tokio::test]
async fn every_method() {
    let _watch = Watch::begin();
    let emulator = entra::emulator().await;
    let connection_string = emulator.connection_string();
    let negotiating = AsyncClient::from_connection_string(connection_string, "chat").expect("a client");
    let access = ClientAccess::new().user_id("ann").group("g");
    let mut ann = Subscriber::json(&negotiating, access).await;
    let client = WebPubSubServiceClient::from_connection_string(connection_string, "chat").expect("a client");
    let (client, id) = (client.with_options(options()), ann.connection_id().to_owned());
    let calls = blocking(move || -> Result<(), Error> {
        client.health()?;
        client.fetch_token()?;
        client.send_to_all(Message::text("1"))?;
        client.send_to_group("g", Message::text("2"))?;
        client.send_to_user("ann", Message::text("3"))?;
        client.send_to_connection(&id, Message::text("4"))?;
        assert_eq!((client.user_exists("ann")?, client.user_exists("bob")?), (true, false));
        assert_eq!((client.group_exists("g")?, client.connection_exists(&id)?), (true, true));
        client.add_connection_to_group("h", &id)?;
        client.add_user_to_group("i", "ann")?;
        client.add_connections_to_groups(["j"], Filter::user_id().eq("ann"))?;
        for group in ["g", "h", "i", "j"] {
            let members: Result<Vec<_>, Error> = client.list_connections(group).collect();
            assert_eq!(members?.into_iter().map(|member| member.connection_id).collect::<Vec<_>>(), [id.as_str()]);
        }
        client.remove_connection_from_group("h", &id)?;
        client.remove_user_from_group("i", "ann")?;
        client.remove_connections_from_groups(["j"], Filter::user_id().eq("ann"))?;
        client.remove_connection_from_all_groups(&id)?;
        client.remove_user_from_all_groups("ann")?;
        assert_eq!(client.list_connections("g").count(), 0);
        client.grant_permission(Permission::SendToGroup, &id, "g")?;
        assert!(client.has_permission(Permission::SendToGroup, &id, "g")?);
        client.revoke_permission(Permission::SendToGroup, &id, "g")?;
        assert!(!client.has_permission(Permission::SendToGroup, &id, "g")?);
        assert!(client.client_access_token(&ClientAccess::new())?.base_url().contains("/client/hubs/chat"));
        let raw = client.send_request(RawRequest::new(Method::Head, format!("/api/hubs/chat/connections/{id}")))?;
        assert_eq!(raw.status, 200);
        client.close_connection("nobody").or_else(|error| if error.is_not_found() { Ok(()) } else { Err(error) })?;
        client.close_group_connections("g")?;
        client.close_user_connections("bob")?;
        client.hub("other").close_all_connections()
    });
    calls.await.expect("all succeed");
    for expected in ["1", "2", "3", "4"] {
        assert_eq!(ann.receive().await, Received::Text(expected.into()));
    }
}

/// A client secret, and what workload identity has in its place; over http on this machine.
#[tokio::test]
async fn tokens_of_entra_id() {
    let _watch = Watch::begin();
    let emulator = entra::emulator().await;
    let assertion = ClientAssertion::new(entra::TENANT, entra::CLIENT_ID, || Ok("vouched-for-hush-hush".into()));
    let assertion = assertion.and_then(|assertion| assertion.authority(emulator.endpoint())).expect("a credential");
    let clients = [client(&emulator, entra::secret(&emulator)), client(&emulator, assertion.allow_http_on_loopback())];
    blocking(move || {
        for client in clients {
            assert!(!client.user_exists("ann").expect("a response"));
            client.send_to_all(Message::text("hi")).expect("accepted");
        }
    })
    .await;
    assert_eq!(emulator.entra_token_requests(), 2);
}

#[tokio::test]
async fn many_threads_fetch_one_token_over_tls() {
    let _watch = Watch::begin();
    let emulator = entra::emulator_with_tls().await;
    let (endpoint, pem) = emulator.https_endpoint().zip(emulator.certificate_pem()).expect("TLS");
    let transport = BlockingTransport::builder().root_certificate(pem).expect("a certificate").build();
    let target = Target::new(endpoint, "chat").expect("a target");
    let client = WebPubSubServiceClient::with_transport(transport, target, entra::secret_over_tls(&emulator));
    blocking(move || {
        thread::scope(|scope| {
            for number in 0..64 {
                let client = &client;
                scope.spawn(move || assert!(!client.user_exists(&format!("u{number}")).expect("a response")));
            }
        });
    })
    .await;
    assert_eq!(emulator.entra_token_requests(), 1);
}
