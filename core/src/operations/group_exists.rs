//! `HEAD /api/hubs/{hub}/groups/{group}`

use crate::request::Draft;
use crate::{Authorization, BuildError, Method, Operation, PreparedRequest, Reply, ServiceError, Target, UnixTime};
use alloc::string::String;

/// Asks whether a group has a member: it exists exactly as long as it has one.
///
/// 200 is yes, 404 is no. A wrong hub, or a proxy that knows no such path, answers 404 as well and so reads as no.
///
/// REST: <https://learn.microsoft.com/rest/api/webpubsub/dataplane/web-pub-sub/group-exists>
#[derive(Clone, Debug)]
#[must_use = "an operation does nothing until it is called"]
pub struct GroupExists {
    group: String,
}

impl GroupExists {
    /// `group`: 1 to 1,024 characters, not all blank; upper and lower case differ.
    pub fn new(group: impl Into<String>) -> Self {
        Self { group: group.into() }
    }
}

impl Operation for GroupExists {
    type Output = bool;
    const NAME: &'static str = "group_exists";

    fn prepare(
        &self,
        target: &Target,
        authorization: &Authorization,
        now: UnixTime,
    ) -> Result<PreparedRequest, BuildError> {
        let draft = Draft::hub(Method::HEAD, target)?.group(&self.group)?;
        draft.version().sign(authorization, now)
    }

    fn parse(&self, reply: &Reply<'_>) -> Result<bool, ServiceError> {
        reply.yes_or_no()
    }

    fn repeatable(&self) -> bool {
        true
    }
}

#[cfg(feature = "http")]
impl<T: crate::HttpTransport> crate::WebPubSubServiceClient<T> {
    /// Asks whether a group has a member. See [`GroupExists`].
    pub async fn group_exists(&self, group: impl Into<String>) -> Result<bool, crate::Error> {
        self.call(&GroupExists::new(group)).await
    }
}
