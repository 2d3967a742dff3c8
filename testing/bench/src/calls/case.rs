//! One operation beside its baseline.

use super::baseline::{self, Baseline};
use super::null::{Null, block_on};
use super::{ENDPOINT, NOW, Success};
use crate::{Failure, HUB, KEY};
use bytes::Bytes;
use http::Request;
use std::fmt;
use std::hint::black_box;
use webpubsub_core::operations::{Operation, PreparedRequest};
use webpubsub_core::{AccessKey, Authorization, BuildError, Target, UnixTime, WebPubSubServiceClient};

type Client = WebPubSubServiceClient<Null>;
type ByHand = dyn Fn(&Baseline) -> Result<Request<Bytes>, Failure>;

/// One operation, and the same request by hand. Both sides are ready to run any number of times.
pub struct Case {
    name: String,
    success: Success,
    operation: Box<dyn AnyOperation>,
    target: Target,
    authorization: Authorization,
    client: Client,
    baseline: Baseline,
    null: Null,
    by_hand: Box<ByHand>,
    read: fn(&[u8]) -> Result<(), Failure>,
}

/// An operation without its type.
trait AnyOperation {
    fn prepare(&self, target: &Target, authorization: &Authorization) -> Result<PreparedRequest, BuildError>;
    fn call(&self, client: &Client) -> Result<(), webpubsub_core::Error>;
}

impl<O: Operation> AnyOperation for O {
    fn prepare(&self, target: &Target, authorization: &Authorization) -> Result<PreparedRequest, BuildError> {
        Operation::prepare(self, target, authorization, UnixTime::from_secs(NOW))
    }

    fn call(&self, client: &Client) -> Result<(), webpubsub_core::Error> {
        block_on(client.call(self)).map(|output| drop(black_box(output)))
    }
}

impl Case {
    pub(super) fn new<O: Operation + 'static>(
        operation: O,
        success: Success,
        by_hand: impl Fn(&Baseline) -> Result<Request<Bytes>, Failure> + 'static,
    ) -> Result<Self, Failure> {
        let (target, key) = (Target::new(ENDPOINT, HUB)?, AccessKey::new(KEY)?);
        Ok(Self {
            name: O::NAME.to_owned(),
            success,
            operation: Box::new(operation),
            client: Client::with_transport(Null::new(success), target.clone(), key.clone()),
            target,
            authorization: key.into(),
            baseline: Baseline::new()?,
            null: Null::new(success),
            by_hand: Box::new(by_hand),
            read: |_| Ok(()),
        })
    }

    /// Tells the case apart from others of its operation.
    pub(super) fn note(mut self, note: &str) -> Self {
        self.name.push_str(note);
        self
    }

    /// For an operation whose response is read: how one would do it by hand.
    pub(super) fn reading(mut self, read: fn(&[u8]) -> Result<(), Failure>) -> Self {
        self.read = read;
        self
    }

    /// The operation's name, and what else tells the case apart.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The signed request as core prepares it.
    pub fn prepare(&self) -> Result<PreparedRequest, Failure> {
        Ok(self.operation.prepare(&self.target, &self.authorization)?)
    }

    /// Prepared and converted: what a caller with I/O of their own does.
    pub fn request(&self) -> Result<Request<Bytes>, Failure> {
        Ok(Request::try_from(self.prepare()?)?)
    }

    /// The same request by hand.
    pub fn baseline_request(&self) -> Result<Request<Bytes>, Failure> {
        (self.by_hand)(&self.baseline)
    }

    /// The whole call, over a transport that responds at once.
    pub fn call(&self) -> Result<(), Failure> {
        Ok(self.operation.call(&self.client)?)
    }

    /// The same by hand, over the same transport.
    pub fn baseline_call(&self) -> Result<(), Failure> {
        let body = block_on(baseline::send(self.baseline_request()?, &self.null, self.success))?;
        (self.read)(&body)
    }

    /// Fails unless both sides make, and send, the same method, URL, headers and body.
    pub fn check_equal(&self) -> Result<(), Failure> {
        self.same(&self.request()?, &self.baseline_request()?)?;
        let keeping = || Null::new(self.success).keeping();
        let client = Client::with_transport(keeping(), self.target.clone(), AccessKey::new(KEY)?);
        self.operation.call(&client)?;
        let null = keeping();
        block_on(baseline::send(self.baseline_request()?, &null, self.success))?;
        self.same(&client.transport().last().ok_or("nothing sent")?, &null.last().ok_or("nothing sent")?)
    }

    fn same(&self, ours: &Request<Bytes>, baseline: &Request<Bytes>) -> Result<(), Failure> {
        let same = ours.method() == baseline.method()
            && ours.uri() == baseline.uri()
            && ours.headers() == baseline.headers()
            && ours.body() == baseline.body();
        if same {
            return Ok(());
        }
        let [ours, baseline] = [ours, baseline].map(|request| request.clone().map(|body| body.len()));
        Err(format!("{}: the sides differ\nours:  {ours:?}\nbaseline: {baseline:?}", self.name).into())
    }
}

impl fmt::Debug for Case {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Case").field("name", &self.name).finish_non_exhaustive()
    }
}
