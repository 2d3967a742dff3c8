//! One operation beside its floor.

use crate::{ENDPOINT, Failure, Floor, HUB, KEY, NOW, Null, block_on};
use bytes::Bytes;
use http::Request;
use std::fmt;
use std::hint::black_box;
use webpubsub_core::{
    AccessKey, Authorization, BuildError, Operation, PreparedRequest, Target, WebPubSubServiceClient,
};

type Client = WebPubSubServiceClient<Null>;

/// One operation, and the same request by hand. Both sides are ready to run any number of times.
pub struct Case {
    name: String,
    status: u16,
    answer: &'static str,
    target: Target,
    authorization: Authorization,
    client: Client,
    null: Null,
    floor: Floor,
    operation: Box<dyn AnyOperation>,
    by_hand: Box<ByHand>,
    read: fn(&[u8]) -> Result<(), Failure>,
}

type ByHand = dyn Fn(&Floor) -> Result<Request<Bytes>, Failure>;

/// An operation without its type.
trait AnyOperation {
    fn prepare(&self, target: &Target, authorization: &Authorization) -> Result<PreparedRequest, BuildError>;
    fn call(&self, client: &Client) -> Result<(), webpubsub_core::Error>;
}

impl<O: Operation + Sync> AnyOperation for O {
    fn prepare(&self, target: &Target, authorization: &Authorization) -> Result<PreparedRequest, BuildError> {
        Operation::prepare(self, target, authorization, NOW)
    }

    fn call(&self, client: &Client) -> Result<(), webpubsub_core::Error> {
        block_on(client.call(self)).map(|output| drop(black_box(output)))
    }
}

impl Case {
    /// `status` and `answer` are what the service says to it when all is well.
    pub(crate) fn new<O: Operation + Sync + 'static>(
        note: &str,
        operation: O,
        (status, answer): (u16, &'static str),
        by_hand: impl Fn(&Floor) -> Result<Request<Bytes>, Failure> + 'static,
    ) -> Result<Self, Failure> {
        let (target, key) = (Target::new(ENDPOINT, HUB)?, AccessKey::new(KEY)?);
        Ok(Self {
            name: format!("{}{note}", O::NAME),
            status,
            answer,
            client: Client::with_transport(Null::new(status, answer), target.clone(), key.clone()),
            target,
            authorization: key.into(),
            null: Null::new(status, answer),
            floor: Floor::new(KEY)?,
            operation: Box::new(operation),
            by_hand: Box::new(by_hand),
            read: |_| Ok(()),
        })
    }

    /// For an operation whose answer is read: how one would do it by hand.
    pub(crate) fn reading(mut self, read: fn(&[u8]) -> Result<(), Failure>) -> Self {
        self.read = read;
        self
    }

    /// The operation's name, and what else tells the case apart.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Step 2 alone.
    pub fn prepare(&self) -> Result<PreparedRequest, Failure> {
        Ok(self.operation.prepare(&self.target, &self.authorization)?)
    }

    /// Steps 2 and 3: what a caller with I/O of their own does.
    pub fn request(&self) -> Result<Request<Bytes>, Failure> {
        Ok(Request::try_from(self.prepare()?)?)
    }

    /// The same request by hand.
    pub fn floor_request(&self) -> Result<Request<Bytes>, Failure> {
        (self.by_hand)(&self.floor)
    }

    /// All steps, over a transport that answers at once.
    pub fn call(&self) -> Result<(), Failure> {
        Ok(self.operation.call(&self.client)?)
    }

    /// The same by hand: request id and user agent, the same transport, a look at the status, the answer if it is read.
    pub fn floor_call(&self) -> Result<(), Failure> {
        let request = self.floor_request()?;
        let body = block_on(self.floor.send(&self.null, request, self.status))?;
        (self.read)(&body)
    }

    /// Fails unless both sides send the same method, URL, headers and body, on both levels.
    pub fn check_equal(&self) -> Result<(), Failure> {
        equal(&self.name, &self.request()?, &self.floor_request()?)?;
        let keeping = || Null::new(self.status, self.answer).keeping();
        let client = Client::with_transport(keeping(), self.target.clone(), AccessKey::new(KEY)?);
        self.operation.call(&client)?;
        let null = keeping();
        block_on(self.floor.send(&null, self.floor_request()?, self.status))?;
        let (ours, floor) = (client.transport().last().ok_or("nothing sent")?, null.last().ok_or("nothing sent")?);
        equal(&self.name, &ours, &floor)
    }
}

fn equal(name: &str, ours: &Request<Bytes>, floor: &Request<Bytes>) -> Result<(), Failure> {
    let same = ours.method() == floor.method()
        && ours.uri() == floor.uri()
        && ours.headers() == floor.headers()
        && ours.body() == floor.body();
    if same {
        return Ok(());
    }
    let (ours, floor) = (ours.clone().map(|body| body.len()), floor.clone().map(|body| body.len()));
    Err(format!("{name}: the sides differ\nours:  {ours:?}\nfloor: {floor:?}").into())
}

impl fmt::Debug for Case {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Case").field("name", &self.name).finish_non_exhaustive()
    }
}
