//! What users are notified of.

use serde::Serialize;

/// Something that happened to an order. Browsers receive it as JSON.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "event", rename_all = "camelCase")]
#[non_exhaustive]
pub enum Event {
    /// The order has left the warehouse.
    Shipped {
        /// The order.
        order: u64,
    },
    /// The order was paid.
    Paid {
        /// The order.
        order: u64,
        /// The amount, in the smallest unit of the currency.
        amount: u64,
    },
}

impl Event {
    /// For how many seconds a notification is kept for a client that reconnects; later, the list of orders shows it.
    pub(crate) fn ttl_seconds(&self) -> u32 {
        match self {
            Self::Shipped { .. } => 300,
            Self::Paid { .. } => 60,
        }
    }
}
