//! Optional arguments onto an operation's setters.

/// Takes the named arguments out of the call and sets those that it gives.
macro_rules! with {
    ($operation:expr, $args:expr $(, $setter:ident)*) => {{
        let mut operation = $operation;
        $(with!(@$setter operation, $args);)*
        operation
    }};
    (@filter $operation:ident, $args:expr) => {
        if let Some(filter) = $args.filter.take() {
            $operation = $operation.filter(webpubsub_core::Filter::raw(filter));
        }
    };
    (@message_ttl_seconds $operation:ident, $args:expr) => {
        if let Some(seconds) = number("message_ttl_seconds", $args.message_ttl_seconds.take())? {
            $operation = $operation.message_ttl_seconds(seconds);
        }
    };
    (@$setter:ident $operation:ident, $args:expr) => {
        if let Some(value) = $args.$setter.take() {
            $operation = $operation.$setter(value);
        }
    };
}
pub(super) use with;
