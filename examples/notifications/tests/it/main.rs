//! The service's tests: the unit tests on a mock, and once the whole over hyper.

mod unit;
mod whole;
