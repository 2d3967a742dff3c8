//! The transport with mockall's expectations.

use crate::clock::Clock;
use crate::known;
use bytes::Bytes;
use http::{Request, Response};
use std::ops::{Deref, DerefMut};
use std::time::Duration;
use webpubsub_core::{SendHttpTransport, TransportError, UnixTime, WebPubSubServiceClient};

mockall::mock! {
    /// What [`MockallTransport`] expects its requests with: the one method that carries them.
    ///
    /// `returning` gets the request and returns an answer, no future: [`answers`](crate::answers) has the usual ones.
    #[derive(Debug)]
    pub Carrier {
        /// As [`SendHttpTransport::send`]; counted when the future is first polled.
        pub async fn send(&self, request: Request<Bytes>) -> Result<Response<Bytes>, TransportError>;
    }
}

/// A transport for mockall: expectations on `send`, with everything mockall has for them; time and randomness are
/// virtual and expect nothing.
///
/// ```
/// # fn block_on<F: Future>(future: F) -> F::Output { smol::block_on(future) }
/// use webpubsub_mock::{Captured, Message, MockallTransport, answers};
///
/// let mut mock = MockallTransport::new();
/// mock.expect_send()
///     .withf(|request| Captured::of(request).group().as_deref() == Some("lobby"))
///     .times(1)
///     .returning(|request| answers::success(&request));
///
/// let client = mock.client("chat");
/// block_on(client.send_to_group("lobby", Message::text("hi"))).expect("sent");
/// ```
///
/// A request that nothing expects panics with the request, tokens hidden. Expectations that were not met panic when the
/// client and its clones are dropped, or at `checkpoint`.
#[derive(Debug, Default)]
pub struct MockallTransport {
    carrier: MockCarrier,
    clock: Clock,
}

impl MockallTransport {
    /// Expects nothing yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// A client for the hub of a resource that does not exist, over this transport.
    ///
    /// # Panics
    ///
    /// If no hub can be called so, see [`Target::new`](crate::Target::new).
    pub fn client(self, hub: &str) -> WebPubSubServiceClient<Self> {
        let (target, key) = known::parts(hub);
        WebPubSubServiceClient::with_transport(self, target, key)
    }

    /// The waits that calls made, between attempts.
    pub fn waits(&self) -> Vec<Duration> {
        self.clock.waits()
    }

    /// How much virtual time has passed.
    pub fn elapsed(&self) -> Duration {
        self.clock.elapsed()
    }
}

impl Deref for MockallTransport {
    type Target = MockCarrier;

    fn deref(&self) -> &MockCarrier {
        &self.carrier
    }
}

impl DerefMut for MockallTransport {
    fn deref_mut(&mut self) -> &mut MockCarrier {
        &mut self.carrier
    }
}

impl SendHttpTransport for MockallTransport {
    async fn send(&self, request: Request<Bytes>) -> Result<Response<Bytes>, TransportError> {
        self.carrier.send(request).await
    }

    async fn sleep(&self, duration: Duration) {
        self.clock.wait(duration);
    }

    fn now(&self) -> UnixTime {
        self.clock.now()
    }

    fn random(&self) -> [u8; 16] {
        self.clock.random()
    }
}
