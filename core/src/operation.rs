//! Step 1 of a call, declare: what every operation is.

use crate::request::{PreparedRequest, UnsignedRequest};
use crate::{Authorization, BuildError, ResponseParts, ServiceError, Target, UnixTime};

/// One call of the service's REST interface, as a plain value.
///
/// The methods are pure. If you bring your own I/O, call [`prepare`](Operation::prepare), send the request by any means,
/// and give the response to [`parse`](Operation::parse). The client does the same.
///
/// ```
/// use webpubsub_core::operations::{Operation, SendToAll};
/// use webpubsub_core::{AccessKey, Authorization, Message, ResponseParts, Target, UnixTime};
///
/// let target = Target::new("https://contoso.webpubsub.azure.com", "chat")?;
/// let authorization = Authorization::from(AccessKey::new("the key")?);
/// let send = SendToAll::new(Message::text("hi"));
///
/// let request = send.prepare(&target, &authorization, UnixTime::from_secs(1_795_487_212))?;
/// assert_eq!(request.url(), "https://contoso.webpubsub.azure.com/api/hubs/chat/:send?api-version=2024-12-01");
///
/// let response = ResponseParts::new(202, [], b"", UnixTime::from_secs(1_795_487_213));
/// send.parse(&response).expect("accepted");
/// # Ok::<(), webpubsub_core::BuildError>(())
/// ```
///
/// # An operation of your own
///
/// For a path that this library does not know; the client calls it like any other, with the same validation, retries and
/// logs:
///
/// ```
/// use webpubsub_core::operations::{Operation, UnsignedRequest};
/// use webpubsub_core::{BuildError, Method, ResponseParts, ServiceError, Target};
///
/// /// `PUT /api/hubs/{hub}/groups/{group}/topic`
/// struct SetTopic {
///     group: String,
///     topic: String,
/// }
///
/// impl Operation for SetTopic {
///     type Output = ();
///     const NAME: &'static str = "set_topic";
///
///     fn request(&self, target: &Target) -> Result<UnsignedRequest, BuildError> {
///         let url = target.hub_url()?.group(&self.group)?.path("/topic").query("notify", "members");
///         Ok(UnsignedRequest::new(Method::Put, url).body("text/plain", self.topic.clone()))
///     }
///
///     fn parse(&self, response: &ResponseParts<'_>) -> Result<(), ServiceError> {
///         response.expect_status(204)
///     }
/// }
///
/// let target = Target::new("https://contoso.webpubsub.azure.com", "chat")?;
/// let request = SetTopic { group: "a/b".into(), topic: "news".into() }.request(&target)?;
/// assert!(request.url().ends_with("/api/hubs/chat/groups/a%2Fb/topic?api-version=2024-12-01&notify=members"));
/// # Ok::<(), BuildError>(())
/// ```
///
/// The request also says whether a retry is safe and whether its response is a secret, see [`UnsignedRequest`]; for pages,
/// [`Target::link_url`] follows a link of the service.
pub trait Operation {
    /// What the caller gets when the service responds with success.
    type Output;

    /// The operation's name, by which the client's method is called: for logs, errors and transports.
    const NAME: &'static str;

    /// Validates all names and numbers and builds the request. What is invalid is rejected here, before any token is
    /// fetched and anything is sent.
    fn request(&self, target: &Target) -> Result<UnsignedRequest, BuildError>;

    /// Parses the response: the operation's one success status, or an error that keeps all that the service said.
    fn parse(&self, response: &ResponseParts<'_>) -> Result<Self::Output, ServiceError>;

    /// Builds the request and signs it for the time `now`: for callers with I/O of their own. Another attempt signs again,
    /// because tokens expire.
    fn prepare(
        &self,
        target: &Target,
        authorization: &Authorization,
        now: UnixTime,
    ) -> Result<PreparedRequest, BuildError> {
        self.request(target)?.into_signed(authorization, now)
    }
}
