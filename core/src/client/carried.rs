//! An operation as the loop of a call sees it.

use crate::{Authorization, BuildError, Operation, PreparedRequest, Target, UnixTime};

/// What the loop needs of an operation; without the output's type, so that there is one loop and not one for each.
pub(super) trait Carried: Sync {
    fn name(&self) -> &'static str;
    fn prepare(
        &self,
        target: &Target,
        authorization: &Authorization,
        now: UnixTime,
    ) -> Result<PreparedRequest, BuildError>;
    fn is_repeatable(&self) -> bool;
    fn has_secret_reply(&self) -> bool;
}

impl<O: Operation> Carried for O {
    fn name(&self) -> &'static str {
        O::NAME
    }

    fn prepare(
        &self,
        target: &Target,
        authorization: &Authorization,
        now: UnixTime,
    ) -> Result<PreparedRequest, BuildError> {
        Operation::prepare(self, target, authorization, now)
    }

    fn is_repeatable(&self) -> bool {
        self.repeatable()
    }

    fn has_secret_reply(&self) -> bool {
        self.secret_reply()
    }
}
