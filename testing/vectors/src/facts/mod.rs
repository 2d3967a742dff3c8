//! What can be read from a call and its answers: the words in which the table is written. Nothing here asks the
//! library.

pub mod answers;
pub mod connection_string;
pub mod endpoint;
pub mod names;
pub mod options;
pub mod sizes;
