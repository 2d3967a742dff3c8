//! What the library costs beside the leanest code that one would write by hand for the same requests.
//!
//! [`calls`] measures every operation without a socket: `cargo bench -p webpubsub-bench`.
//! [`sender`] measures a send over a socket: `cargo run --release -p webpubsub-bench --bin sender`.
//! See the README.

mod by_hand;
pub mod calls;
pub mod sender;

/// Has the form of the service's own keys; it is not one.
const KEY: &str = "c2VjcmV0LWtleS1mb3ItYmVuY2htYXJrcy1vbmx5LTAwMDE=";

/// The hub of all requests.
const HUB: &str = "chat";

/// What stops a measurement: whatever it is, it is printed and ends the run.
pub type Failure = Box<dyn std::error::Error + Send + Sync>;

/// The middle of what was measured. There must be something.
fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    f64::midpoint(values[(values.len() - 1) / 2], values[values.len() / 2])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn medians() {
        assert!((median(vec![9.0, 1.0, 2.0, 4.0]) - 3.0).abs() < 1e-9);
        assert!((median(vec![9.0, 1.0, 2.0]) - 2.0).abs() < 1e-9);
    }
}
