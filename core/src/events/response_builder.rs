//! What the builders of responses share: the connection's state, and the conversion into a response.

use super::state::encode;
use crate::BuildError;
use alloc::string::String;
use core::fmt;
use serde::Serialize;

/// The new value of a connection's state; empty clears it.
#[derive(Clone)]
pub(super) struct StateChange(String);

impl fmt::Debug for StateChange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("StateChange").field("bytes", &self.0.len()).finish()
    }
}

impl StateChange {
    pub(super) fn set<T: Serialize + ?Sized>(state: &T) -> Result<Self, BuildError> {
        encode(state).map(Self)
    }

    pub(super) fn clear() -> Self {
        Self(String::new())
    }

    pub(super) fn into_header(self) -> String {
        self.0
    }
}

/// What the builders of responses share: `state`, `clear_state`, and the conversion.
macro_rules! response_builder {
    ($builder:ident) => {
        impl $builder {
            /// Sets the connection's state: a struct or a map, at most
            /// [`ConnectionState::MAX_SIZE`](crate::events::ConnectionState::MAX_SIZE). The service keeps the old one if
            /// nothing is set.
            pub fn state<T: serde::Serialize + ?Sized>(mut self, state: &T) -> Self {
                match $crate::events::response_builder::StateChange::set(state) {
                    Ok(state) => self.state = Some(state),
                    Err(error) => self.reject(error),
                }
                self
            }

            /// Clears the connection's state.
            pub fn clear_state(mut self) -> Self {
                self.state = Some($crate::events::response_builder::StateChange::clear());
                self
            }

            fn reject(&mut self, error: $crate::BuildError) {
                self.fault.get_or_insert(error);
            }
        }

        impl From<$builder> for $crate::events::UpstreamResponse {
            fn from(builder: $builder) -> Self {
                Self::built(builder.build())
            }
        }

        #[cfg(feature = "http")]
        impl From<$builder> for http::Response<bytes::Bytes> {
            fn from(builder: $builder) -> Self {
                $crate::events::UpstreamResponse::from(builder).into()
            }
        }
    };
}

pub(super) use response_builder;
