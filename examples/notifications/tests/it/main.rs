//! The service's tests: unit tests with a mock, and one test over hyper.

mod unit;
mod whole;
