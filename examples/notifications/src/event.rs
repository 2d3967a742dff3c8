//! What users are told.

use serde::Serialize;

/// Something that happened to an order. Browsers get it as JSON.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "event", rename_all = "camelCase")]
#[non_exhaustive]
pub enum Event {
    /// It has left the warehouse.
    Shipped {
        /// The order.
        order: u64,
    },
    /// It was paid, and this much.
    Paid {
        /// The order.
        order: u64,
        /// In the smallest unit of the currency.
        amount: u64,
    },
}

impl Event {
    /// For how long the news is news, in seconds: who is away for longer reads it in the list of orders.
    pub(crate) fn lifetime(&self) -> u32 {
        match self {
            Self::Shipped { .. } => 300,
            Self::Paid { .. } => 60,
        }
    }
}
