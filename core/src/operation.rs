//! Step 1, declare: what every operation is.

use crate::{Authorization, BuildError, PreparedRequest, Reply, ServiceError, Target, UnixTime};

/// One call of the service's REST interface, as a plain value.
///
/// The methods are pure: whoever brings their own I/O calls [`prepare`](Operation::prepare), carries the request in any
/// way they like, and hands the answer to [`parse`](Operation::parse). The client does the same and nothing else.
/// `Sync`, because a call borrows the operation while it waits.
///
/// ```
/// use webpubsub_core::{AccessKey, Authorization, Message, Operation, Reply, Target, UnixTime, operations::SendToAll};
///
/// let target = Target::new("https://contoso.webpubsub.azure.com", "chat")?;
/// let authorization = Authorization::from(AccessKey::new("the key")?);
/// let send = SendToAll::new(Message::text("hi"));
///
/// let request = send.prepare(&target, &authorization, UnixTime::from_secs(1_795_487_212))?;
/// assert_eq!(request.url(), "https://contoso.webpubsub.azure.com/api/hubs/chat/:send?api-version=2024-12-01");
///
/// let reply = Reply::new(202, [], b"", UnixTime::from_secs(1_795_487_213));
/// send.parse(&reply).expect("accepted");
/// # Ok::<(), webpubsub_core::BuildError>(())
/// ```
pub trait Operation: Sync {
    /// What the caller gets when the service answers with success.
    type Output;

    /// The operation's name, as the client's method is called: for logs, errors and transports.
    const NAME: &'static str;

    /// Checks all names and numbers, builds the URL and signs it for the time `now`.
    ///
    /// A repeated attempt prepares again, because tokens age.
    fn prepare(
        &self,
        target: &Target,
        authorization: &Authorization,
        now: UnixTime,
    ) -> Result<PreparedRequest, BuildError>;

    /// Reads the answer: the operation's one success code, or an error that keeps all the service said.
    fn parse(&self, reply: &Reply<'_>) -> Result<Self::Output, ServiceError>;

    /// Whether carrying it out twice has the effect of once. If not, an attempt whose fate is unknown is not repeated
    /// (see [`RetryPlan`](crate::RetryPlan)).
    fn repeatable(&self) -> bool;

    /// Whether the answer's body is a secret, which no log may show.
    fn secret_reply(&self) -> bool {
        false
    }
}
