//! From a signed call to a real subscriber, in one command: `cargo run --bin quickstart`.
//!
//! Three WebSocket clients connect, and twelve REST calls publish to them: JSON, text and bytes, each to all, to a
//! group, to a user and to a connection. The program prints every message that arrives, and fails if one is missing or
//! arrives where it should not.
//!
//! The service is an emulator in this process, or the real one if `WEBPUBSUB_CONNECTION_STRING` is set.

mod check;
mod messages;
mod service;
mod subscriber;

use check::Check;
use messages::{Address, Kind};
use service::Service;
use std::error::Error;
use std::process::ExitCode;
use subscriber::{Protocol, Subscriber};
use webpubsub_hyper::{ClientAccess, WebPubSubServiceClient};

#[tokio::main]
async fn main() -> ExitCode {
    match run().await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("quickstart failed: {}", with_causes(&*error));
            ExitCode::FAILURE
        }
    }
}

/// The text of an error and those of its causes, without what an error quotes of its cause.
fn with_causes(error: &(dyn Error + 'static)) -> String {
    let causes = std::iter::successors(error.source(), |cause| (*cause).source()).map(ToString::to_string);
    causes.fold(error.to_string(), |text, cause| if text.contains(&cause) { text } else { format!("{text}: {cause}") })
}

async fn run() -> Result<(), Box<dyn Error>> {
    let service = Service::find().await?;
    let client = WebPubSubServiceClient::from_connection_string(service.connection_string(), service.hub())?;

    // The subscribers: ann and bob are in the lobby from the start, because their tokens name the group.
    let ann = connect(&client, "ann", Protocol::Simple, ClientAccess::new().group("lobby")).await?;
    let bob = connect(&client, "bob", Protocol::Json, ClientAccess::new().group("lobby")).await?;
    let cat = connect(&client, "cat", Protocol::Json, ClientAccess::new()).await?;
    let cats_connection = cat.connection_id().ok_or("cat's connection has no id")?.to_owned();

    let mut check = Check::new([ann, bob, cat]);
    for kind in Kind::ALL {
        let message = |address| messages::message(kind, address);
        client.send_to_all(message(Address::All)?).await?;
        client.send_to_group("lobby", message(Address::Group)?).await?;
        client.send_to_user("bob", message(Address::User)?).await?;
        client.send_to_connection(&cats_connection, message(Address::Connection)?).await?;
        check.expect(kind, Address::All, &["ann", "bob", "cat"]);
        check.expect(kind, Address::Group, &["ann", "bob"]);
        check.expect(kind, Address::User, &["bob"]);
        check.expect(kind, Address::Connection, &["cat"]);
    }
    // Once the last message has arrived, so has every other one, also where it should not.
    client.send_to_all(messages::last()).await?;
    check.run().await?;
    service.stop().await;
    Ok(())
}

/// Makes a token, connects with it, and waits until the service knows the user.
async fn connect(
    client: &WebPubSubServiceClient,
    name: &str,
    protocol: Protocol,
    access: ClientAccess,
) -> Result<Subscriber, Box<dyn Error>> {
    let token = client.client_access_token(&access.user_id(name)).await?;
    let subscriber = Subscriber::connect(name, &token, protocol).await?;
    for _ in 0..100 {
        if client.user_exists(name).await? {
            return Ok(subscriber);
        }
    }
    Err(format!("the service knows no connection of {name}, although it is open").into())
}
