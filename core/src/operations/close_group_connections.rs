//! `POST /api/hubs/{hub}/groups/{group}/:closeConnections`

use super::close_options::{CloseOptions, close_setters};
use crate::request::Draft;
use crate::{Authorization, BuildError, Method, Operation, PreparedRequest, Reply, ServiceError, Target, UnixTime};
use alloc::string::String;

/// Closes every connection in a group.
///
/// Success is 204, also for a group without members.
///
/// REST: <https://learn.microsoft.com/rest/api/webpubsub/dataplane/web-pub-sub/close-group-connections>
#[derive(Clone, Debug)]
#[must_use = "an operation does nothing until it is called"]
pub struct CloseGroupConnections {
    group: String,
    options: CloseOptions,
}

impl CloseGroupConnections {
    /// `group`: 1 to 1,024 characters, not all blank; upper and lower case differ.
    pub fn new(group: impl Into<String>) -> Self {
        Self { group: group.into(), options: CloseOptions::default() }
    }
}

close_setters!(CloseGroupConnections);

impl Operation for CloseGroupConnections {
    type Output = ();
    const NAME: &'static str = "close_group_connections";

    fn prepare(
        &self,
        target: &Target,
        authorization: &Authorization,
        now: UnixTime,
    ) -> Result<PreparedRequest, BuildError> {
        let draft = Draft::hub(Method::POST, target)?.group(&self.group)?.path("/:closeConnections").version();
        self.options.write(draft)?.sign(authorization, now)
    }

    fn parse(&self, reply: &Reply<'_>) -> Result<(), ServiceError> {
        reply.expect(204)
    }

    fn repeatable(&self) -> bool {
        false
    }
}

#[cfg(feature = "http")]
impl<T: crate::HttpTransport> crate::WebPubSubServiceClient<T> {
    /// Closes every connection in a group. See [`CloseGroupConnections`] for exceptions and a reason.
    pub async fn close_group_connections(&self, group: impl Into<String>) -> Result<(), crate::Error> {
        self.call(&CloseGroupConnections::new(group)).await
    }
}
