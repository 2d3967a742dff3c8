//! The transport with mockall's expectations.

use crate::clock::Clock;
use crate::known;
use crate::responses::SendResult;
use bytes::Bytes;
use http::{Request, Response};
use std::ops::{Deref, DerefMut};
use std::time::Duration;
use webpubsub_core::transport::{Attempt, SendHttpTransport};
use webpubsub_core::{TransportError, UnixTime, WebPubSubServiceClient};

mockall::mock! {
    /// The expectations of a [`MockallTransport`], on its one method that sends.
    ///
    /// `returning` takes a function of request and attempt that returns a response, not a future;
    /// [`responses`](crate::responses) has the usual ones.
    #[derive(Debug)]
    pub Send {
        /// As [`SendHttpTransport::send`]; counted when the future is first polled.
        pub async fn send(&self, request: Request<Bytes>, attempt: Attempt) -> Result<Response<Bytes>, TransportError>;
    }
}

/// A transport for mockall: expectations on `send`, with everything that mockall offers. Time and randomness are virtual
/// and expect nothing.
///
/// ```
/// # fn block_on<F: Future>(future: F) -> F::Output { smol::block_on(future) }
/// use webpubsub_mock::{Captured, Message, MockallTransport, responses};
///
/// let mut mock = MockallTransport::new();
/// mock.expect_send()
///     .withf(|request, attempt| Captured::of(request, *attempt).group().as_deref() == Some("lobby"))
///     .times(1)
///     .returning(|request, attempt| responses::success(&request, attempt));
///
/// let client = mock.client("chat");
/// block_on(client.send_to_group("lobby", Message::text("hi"))).expect("sent");
/// ```
///
/// A request that no expectation matches panics and prints the request, tokens hidden. Unmet expectations panic when the
/// client and its clones are dropped, or at `checkpoint`.
#[derive(Debug, Default)]
pub struct MockallTransport {
    send: MockSend,
    clock: Clock,
}

impl MockallTransport {
    /// Expects nothing yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// A client over this transport, for a hub of a resource that does not exist.
    ///
    /// # Panics
    ///
    /// If the hub's name is invalid, see [`Target::new`](crate::Target::new).
    pub fn client(self, hub: &str) -> WebPubSubServiceClient<Self> {
        let (target, key) = known::parts(hub);
        WebPubSubServiceClient::with_transport(self, target, key)
    }

    /// What all calls slept: backoff between attempts.
    pub fn sleeps(&self) -> Vec<Duration> {
        self.clock.sleeps()
    }

    /// How much virtual time has passed.
    pub fn elapsed(&self) -> Duration {
        self.clock.elapsed()
    }
}

impl Deref for MockallTransport {
    type Target = MockSend;

    fn deref(&self) -> &MockSend {
        &self.send
    }
}

impl DerefMut for MockallTransport {
    fn deref_mut(&mut self) -> &mut MockSend {
        &mut self.send
    }
}

impl SendHttpTransport for MockallTransport {
    async fn send(&self, request: Request<Bytes>, attempt: Attempt) -> SendResult {
        self.send.send(request, attempt).await
    }

    async fn sleep(&self, duration: Duration) {
        self.clock.sleep(duration);
    }

    fn now(&self) -> UnixTime {
        self.clock.now()
    }

    fn random(&self) -> [u8; 16] {
        self.clock.random()
    }
}
